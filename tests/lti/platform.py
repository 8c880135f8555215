"""A learning platform on the library lti1p3platform: its messages, tokens and checks, and over HTTP nothing of our own."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from jwcrypto.jwk import JWK
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.response import generate_next_link
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
USERS = {
    "tess": {"user_id": "p-1", "name": "Tess", "email": "tess@school.example", "roles": [MEMBERSHIP + "Instructor"]},
    "ada": {"user_id": "p-2", "name": "Ada", "email": "ada@school.example", "roles": [MEMBERSHIP + "Learner"]},
    "bob": {"user_id": "p-3", "name": "Bob", "email": "bob@school.example", "roles": [MEMBERSHIP + "Learner"]},
}
KEY = JWK.generate(kty="RSA", size=2048)
seen = {"scores": [], "lineItems": [], "picked": []}


class Platform(LTI1P3PlatformConfAbstract):
    """Knows one tool, at `tool`."""

    def init_platform_config(self, **kwargs):
        self.origin, self.tool = kwargs["origin"], kwargs["tool"]
        self.get_registration()

    def get_registration_by_params(self, **kwargs):
        return (
            Registration()
            .set_iss(self.origin)
            .set_client_id("kindlab-there")
            .set_deployment_id("d-1")
            .set_oidc_login_url(f"{self.tool}/api/lti/login")
            .set_launch_url(f"{self.tool}/course/")
            .set_deeplink_launch_url(f"{self.tool}/api/lti/pick")
            .set_tool_key_set_url(f"{self.tool}/api/lti/keys")
            .set_platform_public_key(KEY.export_to_pem().decode())
            .set_platform_private_key(KEY.export_to_pem(private_key=True, password=None).decode())
        )


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, **kwargs):
        self._lti_message_hint = kwargs["link"]

    def get_redirect(self, url):
        return url


class Asked(Request):
    """`request`: what the library wants to know of it, made below."""

    def build_metadata(self, request):
        return request


class Launch(LTIAdvantageMessageLaunchAbstract):
    def prepare_launch(self, preflight_response):
        origin, link = self._platform_config.origin, preflight_response["lti_message_hint"]
        user = USERS[preflight_response["login_hint"]]
        self.set_user_data(user["user_id"], user["roles"], user["name"], user["email"])
        self.set_launch_context_claim("c-7", context_title="Secrets 7", context_label="SEC 7")
        if link == "pick":
            self.set_dl(f"{origin}/return", "Pick a lab", "", {"ltiResourceLink"}, "csrf:7b09")
            return
        self.set_resource_link_claim(link, title=f"Activity {link}")
        self.set_custom_parameters_claim({"lab": "static-sync"} if link == "lab" else {})
        self.set_ags(f"{origin}/lineitems", f"{origin}/lineitems/lab" if link == "lab" else None)
        self.set_nrps(f"{origin}/members?limit=1")

    def render_launch_form(self, launch_data, **kwargs):
        return launch_data


class Grades(AssignmentsGradesService):
    def create_lineitem(self, creation_data):
        made = {**creation_data, "id": f"{self.ags.lineitems_url}/made-{creation_data['resourceLinkId']}"}
        seen["lineItems"].append(made)
        return made

    def update_score(self, line_item_id, score):
        seen["scores"].append({"item": line_item_id, **score})
        return UpdateScoreStatus.SUCCESS

    def find_lineitems(self, page=1, limit=None, line_item_id=None, resource_link_id=None, resource_id=None, tag=None):
        return {"content": seen["lineItems"], "has_next": False}

    def find_lineitem(self, line_item_id):
        raise NotImplementedError

    def update_lineitem(self, update_data):
        raise NotImplementedError

    def delete_lineitem(self, line_item_id):
        raise NotImplementedError

    def get_results(self, line_item_id, page=1, limit=None, user_id=None):
        raise NotImplementedError


class Members(NamesRoleProvisioningService):
    def get_context_by_id(self):
        return Context(id="c-7", label="SEC 7", title="Secrets 7")

    def get_member_data_page(self, page=1, limit=None, role=None, since=None):
        everybody = [dict(user) for user in USERS.values()]
        begin = (page - 1) * limit
        return {"content": everybody[begin : begin + limit], "has_next": begin + limit < len(everybody)}


class Handler(BaseHTTPRequestHandler):
    platform = None

    def log_message(self, format, *args):
        pass

    def do_GET(self):
        self.answer("")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("content-length", 0))).decode())

    def answer(self, body):
        try:
            self.route(urlsplit(self.path), body)
        except Exception as error:
            self.say({"error": repr(error)}, 400)

    def route(self, url, body):
        query = {k: int(v) if v.isdigit() else v for k, v in parse_qsl(url.query)}
        is_json = "json" in (self.headers.get("content-type") or "")
        asked = Asked(
            {
                "method": self.command,
                "form_data": {} if is_json else dict(parse_qsl(body)),
                "get_data": query,
                "headers": self.headers,
                "content_type": self.headers.get("content-type"),
                "path": url.path,
                "json": json.loads(body) if is_json else None,
            }
        )
        parts = url.path.strip("/").split("/")
        if url.path == "/tool":
            Handler.platform = Platform(origin=asked.json["origin"], tool=asked.json["tool"])
            self.say({})
        elif url.path == "/seen":
            self.say(seen)
        elif url.path == "/open":
            login = Login(asked, self.platform)
            login.set_lti_message_hint(link=query["link"])
            self.say({"to": login.initiate_login(query["user"])})
        elif url.path == "/auth":
            self.say(Launch(asked, self.platform).lti_launch())
        elif url.path == "/keys":
            self.say(self.platform.get_jwks())
        elif url.path == "/token":
            self.say(self.platform.get_access_token(asked.form_data))
        elif url.path == "/return":
            seen["picked"] += self.platform.validate_deeplinking_resp(asked.form_data)
            self.say({})
        elif parts[0] == "members":
            members = Members(asked, self.platform, f"{self.platform.origin}/members")
            self.tell(members.handle_resp(members.handle_get_members))
        elif parts[0] == "lineitems":
            grades = Grades(asked, self.platform, f"{self.platform.origin}/lineitems")
            if len(parts) == 1:
                self.tell(grades.handle_resp(grades.handle_create_lineitem))
            else:
                self.tell(grades.handle_resp(grades.handle_update_score, line_item_id=parts[1]))
        else:
            self.say({}, 404)

    def tell(self, response):
        """What a service of the library answers; it names the next page without sending the header for it."""
        result = response.result or {}
        more = {"link": generate_next_link(result.pop("next"))} if "next" in result else {}
        self.say(result, response.code, response.media_type, more)

    def say(self, value, status=200, media_type="application/json", more=None):
        text = json.dumps(value).encode()
        self.send_response(status)
        for name, each in {"content-type": media_type, "content-length": str(len(text)), **(more or {})}.items():
            self.send_header(name, each)
        self.end_headers()
        self.wfile.write(text)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
