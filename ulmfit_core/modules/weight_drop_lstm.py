"""An LSTM layer whose hidden-to-hidden weights are dropped (Merity et al. 2018, section 2)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from ulmfit_core.modules.cudnn_lstm import cudnn_lstm
from ulmfit_core.modules.dropout import draw_weight_mask
from ulmfit_core.modules.int8_lstm import int8_lstm
from ulmfit_core.modules.lstm_function import bfloat16_lstm
from ulmfit_core.modules.shared_lstm import pays_to_share, shared_lstm

LSTMState = tuple[Tensor, Tensor]  # (h, c), each [B, H]


class WeightDropLSTM(nn.LSTM):
    """One ``nn.LSTM`` layer with DropConnect on ``weight_hh_l0`` only.

    The dropped weight is computed in the step and passed on; the parameter itself stays
    as it is. So state-dict names equal ``nn.LSTM``'s, and ``copy.deepcopy`` works.
    """

    weight_ih_l0: Tensor
    weight_hh_l0: Tensor
    bias_ih_l0: Tensor
    bias_hh_l0: Tensor

    def __init__(self, input_size: int, hidden_size: int, weight_p: float = 0.0) -> None:
        super().__init__(input_size, hidden_size)
        self.weight_p = weight_p
        self.compute_dtype = torch.float32  # what the matrix products run in
        with torch.no_grad():  # remember by default (Jozefowicz et al. 2015)
            self.bias_ih_l0[hidden_size : 2 * hidden_size] = 1.0
            self.bias_hh_l0[hidden_size : 2 * hidden_size] = 0.0

    def zero_state(self, batch: int) -> LSTMState:
        """The state before any text."""
        zeros = self.weight_hh_l0.new_zeros(batch, self.hidden_size)
        return zeros, zeros.clone()

    def draw(self) -> Tensor | None:
        """This step's weight mask [4H, H]; None in eval mode."""
        return draw_weight_mask(self.weight_hh_l0, self.weight_p if self.training else 0.0)

    def forward(  # type: ignore[override]
        self, x: Tensor, state: LSTMState, mask: Tensor | None = None
    ) -> tuple[Tensor, LSTMState]:
        """x [T, B, I] -> out [T, B, H] and the last state, detached: BPTT ends here."""
        w_hh = self.weight_hh_l0 if mask is None else self.weight_hh_l0 * mask
        layer = self._narrow_layer(x)
        if layer is not None:
            return layer(x, state, self.weight_ih_l0, w_hh, self.bias_ih_l0 + self.bias_hh_l0)
        weights = (self.weight_ih_l0, w_hh, self.bias_ih_l0, self.bias_hh_l0)
        if x.device.type == "cuda" and self.compute_dtype in (torch.float16, torch.bfloat16):
            return cudnn_lstm(x, state, weights, self.compute_dtype, training=self.training)
        if torch.is_grad_enabled() and pays_to_share(x):
            return shared_lstm(x, state, weights)
        hx = (state[0].detach().unsqueeze(0), state[1].detach().unsqueeze(0))
        out, h, c = torch._VF.lstm(x, hx, list(weights), True, 1, 0.0, self.training, False, False)
        return out, (h[0].detach(), c[0].detach())

    def _narrow_layer(self, x: Tensor) -> Callable[..., tuple[Tensor, LSTMState]] | None:
        """The layer in fewer bits than float32, where one was asked for and x is on the CPU.

        Rounding to int8 is for learning: what is measured and kept is read in float32.
        """
        if x.device.type != "cpu":
            return None
        if self.compute_dtype is torch.bfloat16:
            return bfloat16_lstm
        return int8_lstm if self.compute_dtype is torch.int8 and self.training else None
