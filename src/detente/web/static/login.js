// Takes the token from the part of the address after "#", which browsers do not send, and shows it to the server.
const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  history.replaceState(null, "", location.pathname + location.search);
  document.getElementById("token").value = given;
  document.getElementById("login").requestSubmit();
}
