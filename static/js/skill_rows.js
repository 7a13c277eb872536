// Adds a button under the rows of skills that makes room for more, without asking the server.
for (const rows of document.querySelectorAll(".skill-rows")) {
  const last = () => rows.lastElementChild;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button second";
  button.textContent = "Add another skill";
  button.addEventListener("click", () => {
    const row = last().cloneNode(true);
    const number = Number(/\d+$/.exec(row.querySelector("input").name)[0]) + 1;
    for (const part of row.children) {
      part.name = part.name.replace(/\d+$/, number);
      part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/\d+/, number + 1));
      part.removeAttribute("id");
      part.removeAttribute("aria-invalid");
    }
    row.querySelector("input").value = "";
    row.querySelector("select").value = "";
    rows.append(row);
    row.querySelector("input").focus();
    button.hidden = number >= 59;
  });
  rows.after(button);
}
