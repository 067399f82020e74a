"""Who may ask, under which name, with which form; and what every answer carries."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI, Form
from fastapi.testclient import TestClient
from starlette.requests import Request
from workspace import TOKEN, app_of, client_of

from detente.error import DetenteError
from detente.web import app as application
from detente.web.address import link_to
from detente.web.rendering import done, local_path, page, web_link, with_query
from detente.web.security import BROWSER_COOKIE, HEADERS, OPEN_BODY, SESSION_COOKIE
from detente.web.settings import Settings, is_loopback
from detente.web.throttle import FAILURES, WINDOW_SECONDS, Throttle
from detente.web.tokens import SESSION_SECONDS, Signer, is_session, new_session, new_token, same, signer_of

AWAY = "http://detente.example:8000"

router = APIRouter()


@router.get("/form")
def form(request: Request) -> object:
    return page(request, "login.html", next="/form")


@router.post("/change")
def change(request: Request, words: str = Form("")) -> object:
    return done(request, "/form", words)


@router.post("/break")
def break_down() -> None:
    raise RuntimeError("secret words")


@router.get("/break")
def break_down_too() -> None:
    raise RuntimeError("secret words")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The workspace with a page that changes something."""
    monkeypatch.setattr(application, "PAGES", (*application.PAGES, router))
    return app_of(tmp_path, Settings(max_body=10_000))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with client_of(app) as found:
        yield found


@pytest.fixture
def away(tmp_path: Path) -> Iterator[TestClient]:
    """A browser on another machine, at a workspace with a token."""
    with client_of(app_of(tmp_path, Settings("0.0.0.0", 8000, TOKEN)), AWAY) as found:
        yield found


def csrf_of(client: TestClient, path: str = "/form") -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert found is not None
    return found[1]


# Headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/form", 200),
        ("/static/base.css", 200),
        ("/api/v1/events", 200),
        ("/nowhere", 404),
        ("/api/v1/events?type=X", 422),
        ("/break", 500),
    ],
)
def test_every_answer_carries_the_headers_that_keep_scripts_out(client: TestClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in response.headers["content-security-policy"]
    assert "cache-control" in response.headers


def test_answers_before_any_route_carry_them_too(client: TestClient) -> None:
    response = client.get("/form", headers={"host": "evil.example"})
    assert response.status_code == 421
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_a_failure_tells_nothing_of_what_failed(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/break")
    assert "secret" not in response.text
    assert "secret words" in caplog.text


def test_no_page_or_style_names_another_site(client: TestClient) -> None:
    shown = client.get("/form").text
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", shown) == []
    assert "<script>" not in shown
    assert " style=" not in shown
    assert re.findall(r"url\(", client.get("/static/base.css").text) == []


def test_a_static_file_is_kept_for_good_only_under_its_own_version(client: TestClient) -> None:
    address = re.search(r'href="(/static/base\.css\?v=\w+)"', client.get("/form").text)
    assert address is not None
    assert "immutable" in client.get(address[1]).headers["cache-control"]
    assert "immutable" not in client.get("/static/base.css?v=0").headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd"])
def test_static_files_are_those_of_the_folder_alone(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


# Names


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8642", "127.0.0.1", "127.0.0.1:1", "[::1]:8642", "127.8.9.1"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/form", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.2", "", "localhost@evil", "[::]"],
)
def test_other_names_are_not(client: TestClient, host: str) -> None:
    assert client.get("/form", headers={"host": host}).status_code == 421
    assert client.get("/api/v1/events", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("box", False),
        ("", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"host": "0.0.0.0"}, "can be reached by others"),
        ({"host": "box.example"}, "can be reached by others"),
        ({"token": "short"}, "shorter than 16"),
        ({"token": "ä" * 20}, "other than ASCII"),
        ({"token": "two words of a token"}, "other than ASCII"),
        ({"port": 70_000}, "not between 0 and 65535"),
        ({"proxy": "127.0.0.1"}, "proxy: lets others reach the workspace"),
        ({"proxy": "box.example", "token": TOKEN}, "is no IP address"),
        ({"proxy": "*", "token": TOKEN}, "is no IP address"),
    ],
)
def test_settings_that_are_not_safe_are_refused(given: dict[str, object], reason: str) -> None:
    with pytest.raises(DetenteError, match=reason):
        Settings(**given)  # type: ignore[arg-type]


def test_settings_do_not_show_the_token() -> None:
    assert TOKEN not in repr(Settings(token=TOKEN))


# Forms


def test_a_form_of_this_browser_is_carried_out_and_its_words_are_shown_once(client: TestClient) -> None:
    words = "Kept <b>this</b> & that"
    response = client.post("/change", data={"csrf": csrf_of(client), "words": words})
    assert (response.status_code, response.headers["location"]) == (303, "/form")
    assert "Kept &lt;b&gt;this&lt;/b&gt; &amp; that" in client.get("/form").text
    assert "Kept" not in client.get("/form").text


def test_scripts_send_the_token_as_a_header(client: TestClient) -> None:
    assert client.post("/change", headers={"x-csrf-token": csrf_of(client)}).status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_with_another_token_is_refused(client: TestClient, token: str) -> None:
    csrf_of(client)
    assert client.post("/change", data={"csrf": token}).status_code == 403


def test_a_form_of_another_browser_is_refused(client: TestClient) -> None:
    token = csrf_of(client)
    client.cookies.clear()
    assert client.post("/change", data={"csrf": token}).status_code == 403
    another = {"cookie": f"{BROWSER_COOKIE}=another"}
    assert client.post("/change", data={"csrf": token}, headers=another).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:3000"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_that_comes_from_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/change", data={"csrf": csrf_of(client)}, headers=headers).status_code == 403


def test_every_route_that_changes_something_asks_for_the_token_of_a_form(client: TestClient, app: FastAPI) -> None:
    changing = [
        (method, str(getattr(route, "path", "")))
        for route in all_routes(app)
        for method in getattr(route, "methods", None) or ()
        if method not in ("GET", "HEAD", "OPTIONS")
    ]
    assert ("POST", "/change") in changing
    for method, path in changing:
        answer = client.request(method, re.sub(r"\{\w+(:\w+)?\}", "1", path))
        assert answer.status_code in (403, 422), (method, path)


def all_routes(app: FastAPI) -> Iterator[object]:
    for page_router in application.PAGES:
        yield from page_router.routes
    yield from app.routes


# Sizes


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    assert client.post("/change", content=b"x" * 10_001).status_code == 413


def test_a_body_without_a_length_is_counted(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        yield from [b"csrf=" + b"x" * 6_000] * 2

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/change", content=parts(), headers=headers).status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "99999999999999999999", "²"])
def test_a_length_that_cannot_be_meant_is_refused(client: TestClient, length: str) -> None:
    assert client.get("/form", headers={b"content-length": length.encode()}).status_code == 413


# Charsets and parts


def in_parts(charset: str, **fields: bytes) -> tuple[bytes, dict[str, str]]:
    """A form in parts, and its header that says in which charset it is."""
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in fields.items()
    ]
    return b"".join(parts) + b"--cut--\r\n", {"content-type": f"multipart/form-data; boundary=cut; charset={charset}"}


@pytest.mark.parametrize("charset", ["undefined", "unicode_escape", "utf-7", "latin-1", '"UTF-16"'])
@pytest.mark.parametrize("path", ["/add/text", "/add/url", "/add/files", "/review", "/review/author", "/change"])
def test_a_form_in_another_charset_is_refused(client: TestClient, path: str, charset: str) -> None:
    csrf = csrf_of(client).encode()
    words = b"http://news.example/\\ud800"
    content, headers = in_parts(charset, csrf=csrf, text=words, url=words, event=words, author=words, words=words)
    assert client.post(path, content=content, headers=headers).status_code == 415


@pytest.mark.parametrize("charset", ["UTF-8", '"utf-8"', "utf8"])
def test_a_form_in_parts_in_utf_8_is_read(client: TestClient, charset: str) -> None:
    content, headers = in_parts(charset, csrf=csrf_of(client).encode(), words="Taïzz".encode())
    assert client.post("/change", content=content, headers=headers).status_code == 303
    assert "Taïzz" in client.get("/form").text


def test_where_the_token_is_asked_for_no_files_are_taken(away: TestClient) -> None:
    csrf = csrf_of(away, "/login").encode()
    content, headers = in_parts("utf-8", csrf=csrf, token=TOKEN.encode())
    assert away.post("/login", content=content, headers=headers).status_code == 415


def test_where_the_token_is_asked_for_a_form_is_small(away: TestClient) -> None:
    fields = {"csrf": csrf_of(away, "/login"), "token": TOKEN}
    assert away.post("/login", data=fields | {"next": "/" + "x" * OPEN_BODY}).status_code == 413
    assert away.post("/login", data=fields | {"next": "/" + "x" * (OPEN_BODY // 2)}).status_code == 303

    def parts() -> Iterator[bytes]:
        yield from [b"csrf=" + b"x" * (OPEN_BODY // 2)] * 3

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert away.post("/login", content=parts(), headers=headers).status_code == 413


# Token


def test_without_the_token_pages_lead_to_where_it_is_asked_for(away: TestClient) -> None:
    response = away.get("/incidents?type=ASSAULT&since=2024-01-01")
    assert response.status_code == 303
    assert response.headers["location"] == "/login?next=%2Fincidents%3Ftype%3DASSAULT%26since%3D2024-01-01"


def test_without_the_token_the_api_tells_nothing(away: TestClient) -> None:
    for path in ("/api/v1/events", "/api/v1/openapi.json", "/api/v1/nothing"):
        response = away.get(path)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert "marib" not in response.text


def test_the_right_token_lets_a_browser_in_for_some_time(away: TestClient) -> None:
    csrf = csrf_of(away, "/login")
    response = away.post("/login", data={"csrf": csrf, "token": TOKEN, "next": "/api/v1/events"})
    assert (response.status_code, response.headers["location"]) == (303, "/api/v1/events")
    cookie = response.headers["set-cookie"]
    assert TOKEN not in cookie
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", f"Max-Age={SESSION_SECONDS}"))
    assert away.get("/api/v1/events").status_code == 200
    assert away.post("/logout", data={"csrf": csrf}).status_code == 303
    assert away.get("/api/v1/events").status_code == 401


def test_a_browser_that_was_let_in_can_log_out_from_any_page(away: TestClient) -> None:
    assert "/logout" not in away.get("/login").text
    away.post("/login", data={"csrf": csrf_of(away, "/login"), "token": TOKEN})
    shown = [away.get(path).text for path in ("/", "/incidents", "/nowhere")]
    forms = [re.findall(r'action="/logout" method="post"><[^>]*name="csrf" value="(\w+)"', text) for text in shown]
    assert [len(found) for found in forms] == [1, 1, 1]
    assert away.post("/logout", data={"csrf": forms[0][0]}).headers["location"] == "/login"
    assert away.get("/incidents").status_code == 303


def test_where_no_token_is_in_use_there_is_nothing_to_log_out_of(client: TestClient) -> None:
    assert "/logout" not in client.get("/form").text


def test_the_api_takes_the_token_as_a_header(away: TestClient) -> None:
    assert away.get("/api/v1/events", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert away.get("/api/v1/events", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert away.get("/api/v1/events", headers={"authorization": f"Basic {TOKEN}"}).status_code == 401


@pytest.mark.parametrize("cookie", ["", "1", "9999999999.x.y", f"1.{TOKEN}", "a.b.c.d"])
def test_cookies_that_were_made_up_let_nobody_in(away: TestClient, cookie: str) -> None:
    assert away.get("/api/v1/events", headers={"cookie": f"{SESSION_COOKIE}={cookie}"}).status_code == 401


def test_whoever_is_wrong_too_often_is_told_to_wait(away: TestClient) -> None:
    csrf = csrf_of(away, "/login")
    for _ in range(FAILURES):
        assert away.post("/login", data={"csrf": csrf, "token": "wrong"}).status_code == 401
    response = away.post("/login", data={"csrf": csrf, "token": "wrong"})
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= WINDOW_SECONDS
    assert away.get("/api/v1/events", headers={"authorization": "Bearer wrong"}).status_code == 429


def test_the_right_token_passes_however_often_others_at_that_address_were_wrong(away: TestClient) -> None:
    csrf = csrf_of(away, "/login")
    for _ in range(FAILURES + 1):
        away.get("/api/v1/events", headers={"authorization": "Bearer wrong"})
    assert away.get("/api/v1/events", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert away.post("/login", data={"csrf": csrf, "token": TOKEN}).status_code == 303


@pytest.mark.parametrize("there", ["//[", "/%2F%E2%84%80"])
def test_what_is_no_address_leads_to_the_first_page(away: TestClient, there: str) -> None:
    answer = away.get(f"/login?next={there}")
    assert (answer.status_code, 'name="next" value="/"' in answer.text) == (200, True)


def test_with_a_token_any_name_is_answered(away: TestClient) -> None:
    assert away.get("/login", headers={"host": "proxy.example"}).status_code == 200


@pytest.mark.parametrize(
    "host", ["x/login?", "x/login#", "x/static/?", "box@x/login?", "x\\login", "a b", "box:x", "böx", ""]
)
def test_the_name_that_is_asked_for_opens_no_door(away: TestClient, host: str) -> None:
    response = away.get("/api/v1/events", headers={b"host": host.encode()})
    assert response.status_code == 421
    assert "marib" not in response.text


@pytest.mark.parametrize("path", ["/login/", "/loginx", "/static", "//login", "/login/../api/v1/events", "/LOGIN"])
def test_only_the_page_that_asks_for_the_token_is_open(away: TestClient, path: str) -> None:
    assert away.get(path).status_code in (303, 401, 404)
    assert "marib" not in away.get(path).text


def test_sessions_end() -> None:
    signer = Signer(b"k" * 32)
    session = new_session(signer, now=1000.0)
    assert is_session(signer, session, now=1000.0 + SESSION_SECONDS - 1)
    assert not is_session(signer, session, now=1000.0 + SESSION_SECONDS)
    assert not is_session(signer, session, now=999.0)
    assert not is_session(Signer(b"l" * 32), session, now=1000.0)


def test_what_is_signed_for_one_purpose_does_not_pass_for_another() -> None:
    signer = Signer(b"k" * 32)
    assert signer.read("flash", signer.sign("flash", "words")) == "words"
    assert signer.read("session", signer.sign("flash", "words")) is None
    assert signer.read("flash", signer.sign("flash", "words") + "0") is None


def test_a_token_signs_alike_after_the_next_start_and_without_one_nothing_does() -> None:
    assert signer_of(Settings(token=TOKEN)) == signer_of(Settings(token=TOKEN, port=1))
    assert signer_of(Settings(token=TOKEN)) != signer_of(Settings(token=TOKEN + "x"))
    assert signer_of(Settings()) != signer_of(Settings())


def test_tokens_made_here_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 32


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("a", "a", True), ("a", "b", False), ("", "a", False), ("é", "é", True)]
)
def test_same(one: str, other: str, expected: bool) -> None:
    assert same(one, other) is expected


# Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_failures_are_forgotten_after_a_while() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FAILURES):
        assert throttle.wait("192.0.2.1") == 0
        throttle.failed("192.0.2.1")
        clock.now += 1
    assert throttle.wait("192.0.2.1") == WINDOW_SECONDS - FAILURES
    assert throttle.wait("192.0.2.2") == 0
    clock.now = WINDOW_SECONDS
    assert throttle.wait("192.0.2.1") == 0


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("testclient", "testclient", True),
    ],
)
def test_addresses_of_one_customer_count_together(one: str, other: str, alike: bool) -> None:
    throttle = Throttle(Clock())
    for _ in range(FAILURES):
        throttle.failed(one)
    assert (throttle.wait(other) > 0) is alike


# Links


@pytest.mark.parametrize("url", ["/", "/incidents?type=ASSAULT", "/reports/a%20b"])
def test_paths_of_ours_may_be_gone_to(url: str) -> None:
    assert local_path(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/a\nb",
        "/\t/evil",
        "//[",
        "//\u2100",
    ],
)
def test_no_other_address_is(url: str) -> None:
    assert local_path(url) == "/"


@pytest.mark.parametrize("url", ["https://news.example/a?b=c#d", "http://news.example", "HTTPS://NEWS.EXAMPLE/"])
def test_links_of_the_web_may_be_followed(url: str) -> None:
    assert web_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        *(None, "", "news.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"),
        *(
            "java\nscript:alert(1)",
            " javascript:alert(1)",
            "https://bank.example@evil.example/",
            "https:///x",
            "ftp://x/",
        ),
        *("file:///etc/passwd", "https://a\u202e.example", "http://[x", "https://a b.example"),
    ],
)
def test_other_links_are_not(url: str | None) -> None:
    assert web_link(url) is None


def test_an_address_keeps_the_state_of_the_page_but_for_what_changes() -> None:
    scope = {
        "type": "http",
        "path": "/incidents",
        "query_string": b"type=ASSAULT&type=AID&since=2024&cursor=x",
        "headers": [],
    }
    request = Request(scope | {"server": ("localhost", 80), "scheme": "http"})
    assert with_query(request, since=None) == "/incidents?type=ASSAULT&type=AID"
    assert with_query(request, type=["A&B"], cursor="y") == "/incidents?since=2024&type=A%26B&cursor=y"
    assert with_query(request, type=None, since=None) == "/incidents"


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/reports/a b/ü?#", "", "/reports/a%20b/%C3%BC%3F%23"),
        ("//evil.example/x", "a=1", "/evil.example/x?a=1"),
        ('/a\\b"<', "", "/a%5Cb%22%3C"),
    ],
)
def test_a_link_stays_here(path: str, query: str, expected: str) -> None:
    assert link_to(path, query) == expected
