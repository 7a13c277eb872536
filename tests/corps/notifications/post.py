"""A mail server of the test's own, which keeps what it takes and refuses whom it is told to."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes


class Conversation(socketserver.StreamRequestHandler):
    """One client's connection, as far as a client without secrets goes."""

    def handle(self):
        """Answer until the client goes."""
        self.server.connections += 1
        self.say("220 post.example ESMTP")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "DATA":
                self.take()
            elif verb == "QUIT":
                self.say("221 Bye")
                return
            else:
                self.say(self.answer(verb, line.lower()))

    def answer(self, verb, line):
        """What is said to a command."""
        if verb == "RCPT":
            refused = (said for who, said in self.server.refused.items() if who in line)
            return next(refused, "250 OK")
        return "250 OK"

    def take(self):
        """Keep a message."""
        self.say("354 Go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.taken.append(message_from_bytes(b"".join(lines)))
        self.say("250 Taken")

    def say(self, words):
        """One line."""
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(settings):
    """Send e-mail to a server that is there as long as the block."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.connections, server.taken, server.refused = 0, [], {}
        server.daemon_threads = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
