"""Says of each xAPI statement on standard input, a JSON list, what Ralph's model of xAPI has against it."""

import json
import sys

from pydantic import ValidationError
from ralph.models.xapi.base.statements import BaseXapiStatement


def verdict(statement):
    try:
        BaseXapiStatement.model_validate(statement)
    except ValidationError as error:
        return str(error)
    return "valid"


print(json.dumps([verdict(each) for each in json.load(sys.stdin)]))
