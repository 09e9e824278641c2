"""The chat's widgets: state comes in, messages go out; none of them knows the server."""
