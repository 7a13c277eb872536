"""What people do in a conversation, and what is done about it."""
