"""Computes the steps of a training run with PyTorch, on a GPU if available. torch-trainer.ts starts it and sends the batches.

Standard input; all numbers after the first line are little-endian float32:
  1. a line of JSON: see `Plan` in torch-trainer.ts
  2. the state: parameters, their average, statistics, Adam's mean and variance
  3. for each step: learning rate divided by Adam's first bias correction, reciprocal of Adam's second bias correction, weight
     of the newest value in the averages, 1 if the state is requested afterwards; then pixels `[batch, height, width, channels]`
     and targets `[batch, numbers]`
Standard output: for each step its loss and the number of correct predictions, followed by the state if requested.
"""

import collections
import itertools
import json
import math
import signal
import sys

import torch
import torch.nn.functional as F

# As in adam.ts and batch-normalization.ts.
BETA_1, BETA_2, ADAM_EPSILON = 0.9, 0.999, 1e-7
BATCH_NORM_EPSILON = 1e-3

# Maximum number of steps queued on the GPU.
STEPS_IN_FLIGHT = 8
SCALARS = 4

# As in eye-target.ts and eye-network.ts.
EYE_CLASSES = 10
EYE_TARGETS = 7
# How much the three parts of the eye's loss count: objectness of a picture's cells together, digit and box of each cell that has
# one. Not tuned.
EYE_WEIGHTS = 0.8, 1.0, 1.0


def forward(layers, parameters, pixels):
    """Runs the layers on a batch; `parameters` is flat, in the order and the memory layouts of tfjs.

    `pixels` is `[batch, height, width, channels]`. Returns the last layer's output, and a flat tensor with the mean and variance of each batch normalisation.
    """
    sizes = [math.prod(shape) for layer in layers for shape in layer["weights"]]
    flat = iter(torch.split(parameters, sizes))
    x = pixels.permute(0, 3, 1, 2)
    moments = []
    for layer in layers:
        weights = [next(flat).view(shape) for shape in layer["weights"]]
        kind = layer["kind"]
        if kind == "Conv2D":
            kernel = weights[0].permute(3, 2, 0, 1).contiguous(memory_format=torch.channels_last)
            bias = weights[1] if len(weights) > 1 else None
            x = F.conv2d(padded(x, kernel, layer), kernel, bias, layer["strides"], dilation=layer["dilationRate"])
        elif kind == "BatchNormalization":
            x, mean, variance = batch_normalize(x, weights[0])
            moments += [mean, variance]
        elif kind == "MaxPooling2D":
            x = F.max_pool2d(x, layer["poolSize"])
        elif kind == "Dropout":
            x = F.dropout(x, layer["rate"])
        elif kind == "Flatten":
            x = x.permute(0, 2, 3, 1).flatten(1)
        elif kind == "Dense":
            x = torch.addmm(weights[1], x, weights[0])
        elif kind != "Activation":
            raise ValueError(f"Cannot train a layer of kind {kind}")
        if layer.get("activation") == "relu":
            x = F.relu(x)
    return x, torch.cat(moments) if moments else parameters.new_empty(0)


def padded(x, kernel, layer):
    """Returns `x` with the zeros around it that a layer with padding "same" adds, the odd one after it."""
    if layer["padding"] != "same":
        return x
    zeros = []
    for axis in (3, 2):
        stride, reach = layer["strides"][axis - 2], (kernel.shape[axis] - 1) * layer["dilationRate"][axis - 2]
        total = max(0, (math.ceil(x.shape[axis] / stride) - 1) * stride + reach + 1 - x.shape[axis])
        zeros += [total // 2, total - total // 2]
    return F.pad(x, zeros)


def batch_normalize(x, offset):
    """Returns `x` normalised by its mean and variance over the batch, and both."""
    mean, variance = torch.zeros_like(offset), torch.zeros_like(offset)
    output = F.batch_norm(
        x, mean, variance, torch.ones_like(offset), offset, training=True, momentum=1.0, eps=BATCH_NORM_EPSILON
    )
    # PyTorch returns the unbiased variance, but normalises by the biased one.
    count = x.numel() // offset.numel()
    return output, mean, variance * ((count - 1) / count)


def digit_loss(logits, targets):
    """Returns the cross entropy, and how many digits have the highest logit."""
    loss = -(targets * F.log_softmax(logits, 1)).sum(1).mean()
    # Non-digits have equal targets for all classes.
    right = (logits.argmax(1) == targets.argmax(1)) & (targets.amax(1) > 0.5)
    return loss, right.sum().float()


def eye_loss(outputs, targets):
    """Returns the loss of the eye's map, and the share of cells with a digit that name it, for a whole batch."""
    batch = outputs.shape[0]
    cells = outputs.permute(0, 2, 3, 1).reshape(-1, outputs.shape[1])
    wanted = targets.view(-1, EYE_TARGETS)
    objectness, logits, boxes = cells.split((1, EYE_CLASSES, 4), 1)
    found = F.binary_cross_entropy_with_logits(objectness[:, 0], wanted[:, 0], wanted[:, 1], reduction="sum") / batch
    # A weight of 0 where there is no digit, so that all shapes stay the same in each step.
    weights = (wanted[:, 2] >= 0).float()
    share = weights / weights.sum().clamp(min=1)
    digits = wanted[:, 2].clamp(min=0).long()
    named = (F.cross_entropy(logits, digits, reduction="none") * share).sum()
    placed = (F.smooth_l1_loss(boxes, wanted[:, 3:], reduction="none", beta=0.2).sum(1) * share).sum()
    loss = sum(weight * part for weight, part in zip(EYE_WEIGHTS, (found, named, placed)))
    return loss, ((logits.argmax(1) == digits) * share).sum() * batch


LOSSES = {"digit": digit_loss, "eye": eye_loss}


def sections(flat, lengths):
    """Returns consecutive views of `flat`, which may be modified in place (those of `split` may not)."""
    return [flat[end - length : end] for end, length in zip(itertools.accumulate(lengths), lengths)]


class Training:
    """A network's state and its training step."""

    def __init__(self, plan, device):
        self.layers = plan["layers"]
        lengths = [plan["parameters"]] * 2 + [plan["statistics"]] + [plan["parameters"]] * 2
        self.state = torch.zeros(sum(lengths), device=device)
        parameters, *self.averages, self.mean, self.variance = sections(self.state, lengths)
        self.parameters = parameters.requires_grad_()
        batch = plan["batchSize"]
        self.loss = LOSSES[plan["loss"]]
        self.autocast = torch.autocast(device, dtype=torch.bfloat16, enabled=plan["bfloat16"])
        sizes = [SCALARS, batch * math.prod(plan["picture"]), batch * plan["targets"]]
        self.input = torch.zeros(sum(sizes), device=device)
        self.scalars, pixels, targets = sections(self.input, sizes)
        self.pixels, self.targets = pixels.view(batch, *plan["picture"]), targets.view(batch, -1)
        self.report = torch.zeros(2, device=device)

    def step(self):
        """Does one step with the contents of `input`; writes its loss and number of correct predictions to `report`."""
        rate, inverse_correction, newest, _ = self.scalars.unbind()
        with self.autocast:
            outputs, moments = forward(self.layers, self.parameters, self.pixels)
        loss, right = self.loss(outputs.float(), self.targets)
        (gradient,) = torch.autograd.grad(loss, self.parameters)
        with torch.no_grad():
            self.mean.lerp_(gradient, 1 - BETA_1)
            self.variance.mul_(BETA_2).addcmul_(gradient, gradient, value=1 - BETA_2)
            deviation = torch.sqrt(self.variance * inverse_correction) + ADAM_EPSILON
            self.parameters -= rate * self.mean / deviation
            for average, value in zip(self.averages, (self.parameters, moments)):
                average += newest * (value - average)
            self.report.copy_(torch.stack([loss, right]))


def recorded(training):
    """Returns the step as a CUDA graph, which avoids launching its hundreds of kernels one by one."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            training.step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        training.step()
    return graph.replay


def main():
    # The parent process handles ^C.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    plan = json.loads(stdin.readline())
    on_gpu = torch.cuda.is_available()
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    training = Training(plan, "cuda" if on_gpu else "cpu")
    step = recorded(training) if on_gpu else training.step

    def read_into(tensor):
        return stdin.readinto(tensor.numpy().view("uint8")) > 0

    def host_memory(length):
        return torch.zeros(length, pin_memory=on_gpu)

    state = host_memory(training.state.numel())
    read_into(state)
    training.state.detach().copy_(state)
    inputs = [host_memory(training.input.numel()) for _ in range(STEPS_IN_FLIGHT)]
    reports = [host_memory(2) for _ in range(STEPS_IN_FLIGHT)]
    done = [torch.cuda.Event() for _ in range(STEPS_IN_FLIGHT)] if on_gpu else []
    in_flight = collections.deque()

    def report_oldest():
        slot = in_flight.popleft()
        if on_gpu:
            done[slot].synchronize()
        stdout.write(reports[slot].numpy().tobytes())

    number = plan["step"]
    while read_into(inputs[slot := number % STEPS_IN_FLIGHT]):
        # The dropout of a step depends only on the seed and the step's number.
        torch.manual_seed(plan["seed"] * 2**32 + number)
        training.input.copy_(inputs[slot], non_blocking=True)
        step()
        reports[slot].copy_(training.report, non_blocking=True)
        if on_gpu:
            done[slot].record()
        in_flight.append(slot)
        number += 1
        wants_state = inputs[slot][SCALARS - 1] == 1
        while len(in_flight) > (0 if wants_state else STEPS_IN_FLIGHT - 1):
            report_oldest()
        if wants_state:
            stdout.write(training.state.detach().cpu().numpy().tobytes())
        stdout.flush()


if __name__ == "__main__":
    main()
