"""What every answer says about how a browser may treat it."""

#: No inline script or style, nothing from elsewhere, never inside a frame.
RULES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "report-uri /csp-report",
    "report-to policy",
)

CONTENT_SECURITY_POLICY = "; ".join(RULES)

#: For bytes that came from outside: no script, no plug-in, no origin of ours.
FOREIGN_BYTES_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Reporting-Endpoints": 'policy="/csp-report"',
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}

#: Pages may show what only this person may read, so no cache keeps them.
PRIVATE = "private, no-store"
