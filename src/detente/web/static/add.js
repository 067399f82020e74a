// Files dropped anywhere on the page are put into the form, which is then sent.

const files = document.getElementById("files");

function carriesFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});

document.addEventListener("drop", (event) => {
  document.body.classList.remove("dropping");
  if (!carriesFiles(event) || !event.dataTransfer.files.length) return;
  event.preventDefault();
  files.files = event.dataTransfer.files;
  files.form.requestSubmit();
});
