"""Which operators an ONNX graph is made of, read from its bytes; scoring brings no onnx package.

A file of unknown origin may hold a loop without end, which nothing could stop once it runs, nor
while onnxruntime works out beforehand what is constant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ulmfit_core.errors import ModelFileError

_OURS = {  # all that a model file of any version was written with
    *(b"Add", b"Cast", b"Concat", b"Div", b"DynamicQuantizeLSTM", b"Gather", b"Gemm", b"Greater"),
    *(b"LSTM", b"LayerNormalization", b"Less", b"Max", b"Mul", b"Range", b"ReduceMax"),
    *(b"ReduceSum", b"Relu", b"Shape", b"Sigmoid", b"Slice", b"Softmax", b"Split", b"Squeeze"),
    *(b"Sum", b"Transpose", b"Unsqueeze", b"Where"),
}
_GRAPH, _FUNCTION, _NODE, _OPERATOR = 7, 25, 1, 4  # fields of onnx.proto
_VARINT, _SIZED, _FIXED = 0, 2, {1: 8, 5: 4}  # how protobuf writes a field; bytes of the last
_LONGEST = 10  # bytes of a number


def check_operators(model: bytes) -> None:
    """Raises ModelFileError where the graph has operators that are not ours, or is none."""
    try:
        foreign = set(_operators(memoryview(model))) - _OURS
    except (IndexError, ValueError) as error:
        raise ModelFileError(
            "The model's ONNX graph cannot be used.", "Export the model again."
        ) from error
    if foreign:
        raise ModelFileError(
            "The model's ONNX graph holds operators that no model file has.",
            "It was not used. Be sure of where the file comes from.",
        )


def _operators(model: memoryview) -> Iterator[bytes]:
    if any(True for _ in _parts(model, _FUNCTION)):  # it may bear the name of any operator
        yield b"a function"
    for graph in _parts(model, _GRAPH):
        for node in _parts(graph, _NODE):
            yield from map(bytes, _parts(node, _OPERATOR))


def _parts(message: memoryview, wanted: int) -> Iterator[memoryview]:
    return (part for number, part in _fields(message) if number == wanted)


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Number and content of each field that states its size; of the others nothing is needed.

    Raises IndexError or ValueError where it is no message.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        size = _FIXED.get(key & 7)
        if size is None:
            size, at = _varint(message, at)
        if key & 7 == _VARINT:
            continue
        if key & 7 not in (*_FIXED, _SIZED) or at + size > len(message):
            raise ValueError("no message")
        if key & 7 == _SIZED:
            yield key >> 3, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """A number, seven bits a byte, and where it ends."""
    value = 0
    for place in range(_LONGEST):
        value |= (message[at + place] & 0x7F) << 7 * place
        if message[at + place] < 0x80:
            return value, at + place + 1
    raise ValueError("no number")
