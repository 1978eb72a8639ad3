"""What may be asked of the embedded model: OpenAI's chat request, checked as OpenAI checks it."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Names = r"^[a-zA-Z0-9_-]{1,64}$"


class Refusal(Exception):
    """A request the server refuses (HTTP 400 unless said otherwise), in OpenAI's words."""

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        kind: str = "invalid_request_error",
        status: int = 400,
    ) -> None:
        """Keep what the error's body will say."""
        super().__init__(message)
        self.message, self.param, self.code = message, param, code
        self.kind, self.status = kind, status

    @property
    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        return {
            "error": {
                "message": self.message,
                "type": self.kind,
                "param": self.param,
                "code": self.code,
            }
        }


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextPart(_Strict):
    """A piece of a message's content; only words are understood here."""

    type: Literal["text"]
    text: str


class CalledFunction(_Strict):
    """Which function an assistant message called; arguments are JSON text."""

    name: str = Field(pattern=Names)
    arguments: str


class ToolCall(_Strict):
    """A tool call in an assistant message."""

    id: str = Field(min_length=1)
    type: Literal["function"]
    function: CalledFunction


class Message(_Strict):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[TextPart] | None = None
    name: str | None = None
    tool_calls: list[ToolCall] | None = Field(None, min_length=1)
    tool_call_id: str | None = None
    refusal: str | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class Function(_Strict):
    """A function the model may call; parameters are JSON Schema."""

    name: str = Field(pattern=Names)
    description: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    strict: bool | None = None


class Tool(_Strict):
    """A tool the model may call."""

    type: Literal["function"]
    function: Function


class ChosenName(_Strict):
    """The name in a named choice."""

    name: str


class ChosenTool(_Strict):
    """A choice of one tool by name."""

    type: Literal["function"]
    function: ChosenName


class StreamOptions(_Strict):
    """What a stream carries besides the reply."""

    include_usage: bool = False


class ChatRequest(_Strict):
    """The body of a request for a chat completion."""

    model: str = Field(min_length=1)
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions | None = None
    tools: list[Tool] | None = Field(None, min_length=1, max_length=128)
    tool_choice: Literal["none", "auto", "required"] | ChosenTool | None = None
    parallel_tool_calls: bool | None = None
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, ge=0, le=1)
    frequency_penalty: float | None = Field(None, ge=-2, le=2)
    presence_penalty: float | None = Field(None, ge=-2, le=2)
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    seed: int | None = None
    stop: str | list[str] | None = None
    user: str | None = None
    service_tier: str | None = None

    @property
    def words(self) -> str:
        """What the caller said last."""
        return next((each.text for each in reversed(self.messages) if each.role == "user"), "")

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Check a request's body.

        Raises:
            Refusal: with the place and the reason.
        """
        try:
            request = cls.model_validate_json(body)
        except ValidationError as error:
            raise _refusal(error) from error
        _check_options(request)
        _check_order(request.messages)
        return request


def _refusal(error: ValidationError) -> Refusal:
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return Refusal("We could not parse the JSON body of your request.")
    place = _place(first["loc"])
    match first["type"]:
        case "extra_forbidden":
            return Refusal(f"Unknown parameter: '{place}'.", param=place, code="unknown_parameter")
        case "missing":
            return Refusal(
                f"Missing required parameter: '{place}'.",
                param=place,
                code="missing_required_parameter",
            )
    return Refusal(
        f"Invalid value for '{place}': {first['msg']}.", param=place, code="invalid_value"
    )


def _place(loc: tuple[int | str, ...]) -> str:
    return "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" if number else step
        for number, step in enumerate(loc)
    )


def _check_options(request: ChatRequest) -> None:
    if request.stream_options is not None and not request.stream:
        raise Refusal(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            param="stream_options",
        )
    if request.tools is None and request.tool_choice is not None:
        raise Refusal(
            "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are "
            "specified.",
            param="tool_choice",
        )
    names = [tool.function.name for tool in request.tools or ()]
    if isinstance(request.tool_choice, ChosenTool):
        wanted = request.tool_choice.function.name
        if wanted not in names:
            raise Refusal(
                f"Tool choice '{wanted}' not found in 'tools' parameter.", param="tool_choice"
            )


def _check_order(messages: list[Message]) -> None:
    """Every tool message answers a call, and every call is answered before anything else."""
    waiting: list[str] = []
    for number, message in enumerate(messages):
        place = f"messages.[{number}].role"
        if message.role == "tool":
            if message.tool_call_id not in waiting:
                raise Refusal(
                    "Invalid parameter: messages with role 'tool' must be a response to a "
                    "preceding message with 'tool_calls'.",
                    param=place,
                )
            waiting.remove(message.tool_call_id)
            continue
        if waiting:
            raise _unanswered(waiting, place)
        _check_message(message, number)
        waiting = [call.id for call in message.tool_calls or ()]
    if waiting:
        raise _unanswered(waiting, f"messages.[{len(messages) - 1}].role")


def _unanswered(waiting: list[str], place: str) -> Refusal:
    return Refusal(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to "
        "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
        + ", ".join(waiting),
        param=place,
    )


def _check_message(message: Message, number: int) -> None:
    for name in ("tool_calls", "refusal"):
        if getattr(message, name) is not None and message.role != "assistant":
            place = f"messages[{number}].{name}"
            raise Refusal(f"Unknown parameter: '{place}'.", param=place, code="unknown_parameter")
    if message.tool_call_id is not None:
        place = f"messages[{number}].tool_call_id"
        raise Refusal(f"Unknown parameter: '{place}'.", param=place, code="unknown_parameter")
    if message.content is None and not message.tool_calls:
        raise Refusal(
            "Invalid value for 'content': expected a string, got null.",
            param=f"messages.[{number}].content",
        )
