// Shows how far an upload has come; without it the form works as any form does.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-upload]") || !window.XMLHttpRequest) return;
  event.preventDefault();
  const line = form.querySelector("[data-progress]");
  const bar = line.querySelector("progress");
  const button = form.querySelector("button.primary");
  const request = new XMLHttpRequest();
  line.hidden = false;
  button.disabled = true;
  request.upload.addEventListener("progress", (step) => {
    if (step.lengthComputable) bar.value = (100 * step.loaded) / step.total;
  });
  request.addEventListener("load", () => {
    if (request.status === 201) {
      window.location.href = request.getResponseHeader("Location");
    } else {
      document.open();
      document.write(request.responseText);
      document.close();
    }
  });
  request.addEventListener("error", () => { line.hidden = true; button.disabled = false; form.submit(); });
  request.open("POST", form.getAttribute("action") || window.location.href);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.send(new FormData(form));
});
