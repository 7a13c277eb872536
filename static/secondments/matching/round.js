// Looks again every two seconds while a round runs, without taking the reader's place on the page.
// Without script the page refreshes itself as a whole.
const state = document.getElementById("state");

async function lookAgain() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById("state");
    if (!news) {
      location.reload();
      return;
    }
    if (news.innerHTML !== state.innerHTML) state.replaceChildren(...news.childNodes);
  }
  setTimeout(lookAgain, 2000);
}

setTimeout(lookAgain, 2000);
