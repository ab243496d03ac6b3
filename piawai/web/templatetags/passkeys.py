"""Handing the browser what it needs for a passkey, without a script in the page."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_attribute(options: object) -> str:
    """Return options as JSON; the template escapes it for an attribute."""
    return json.dumps(options, cls=DjangoJSONEncoder)
