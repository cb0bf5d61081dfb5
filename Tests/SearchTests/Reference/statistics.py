#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes statistics.json: what SciPy and statsmodels compute, for StatisticsTests.swift to compare with.

    python3 -m venv V && V/bin/pip install scipy statsmodels && V/bin/python statistics.py > statistics.json

Samples are drawn with a fixed seed and rounded, so that both sides start from the same numbers."""

import json
import math
import sys

import numpy
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests

random = numpy.random.default_rng(20261129)


def rounded(values) -> list[float]:
    return [round(float(value), 6) for value in values]


def sign_flips(differences: list[float]) -> float:
    return float(stats.permutation_test((differences,), numpy.sum, permutation_type="samples", n_resamples=numpy.inf,
                                        alternative="two-sided").pvalue)


def sign_flip_cases() -> list[dict]:
    samples = [rounded(random.normal(mean, 0.005, count)) for count in range(2, 15) for mean in (0, 0.003, 0.02)]
    # Ties, zeros, one that outweighs all others.
    samples += [[0.01] * 6, [0.01, -0.01] * 3, [0.0] * 4, [0.0, 0.01, 0.01, -0.01, 0.02], [1.0, *[-0.001] * 7]]
    return [{"differences": sample, "p": sign_flips(sample)} for sample in samples]


def pair_cases() -> list[dict]:
    cases = []
    for count in (2, 3, 6, 10, 40):
        base, candidate = rounded(random.normal(100, 2, count)), rounded(random.normal(98, 2, count))
        logarithms = numpy.log(numpy.array(base) / numpy.array(candidate))
        low, high = stats.t.interval(0.95, count - 1, logarithms.mean(), stats.sem(logarithms))
        cases.append({"base": base, "candidate": candidate, "ratio": float(stats.gmean(numpy.array(base) / numpy.array(candidate))),
                      "mean": float(logarithms.mean()), "deviation": float(logarithms.std(ddof=1)), "low": low, "high": high})
    return cases


def holm_cases() -> list[dict]:
    cases = [rounded(random.uniform(0, 0.2, count)) for count in (1, 2, 5, 20)]
    cases += [[0.01, 0.01, 0.01], [0.04, 0.03, 0.001, 0.9], [0.5, 0.6], [1.0, 1.0], [0.0, 0.05]]
    return [{"p": p, "adjusted": [float(value) for value in multipletests(p, method="holm")[1]]} for p in cases]


def student_cases() -> list[dict]:
    return [{"freedom": freedom, "p": p, "quantile": float(stats.t.ppf(p, freedom)), "t": t,
             "probability": float(stats.t.cdf(t, freedom))}
            for freedom in (1, 2, 3, 5, 9, 30, 200, 5000) for p, t in ((0.975, 0.3), (0.8, -2.5), (0.01, 4.0), (0.9995, -0.01), (0.5, 12.0))]


def limit_cases() -> list[dict]:
    cases = []
    for count in (2, 6, 12, 30):
        sample = rounded(random.normal(0, 0.005, count))
        spread, distance = float(numpy.std(sample, ddof=1)), stats.t(count - 1)
        for pairs in (1, 6, 10, 24):
            cases.append({"sample": sample, "pairs": pairs, "spread": spread,
                          "limit": distance.ppf(0.975) * spread / math.sqrt(pairs),
                          "detectable": (distance.ppf(0.975) + distance.ppf(0.8)) * spread / math.sqrt(pairs)})
    return cases


def stop_cases() -> list[dict]:
    cases = []
    for count in (3, 4, 6, 12):
        for mean in (-0.02, -0.004, 0, 0.01):
            sample, noise = rounded(random.normal(mean, 0.004, count)), rounded(random.normal(0, 0.003, 6))
            spread = max(numpy.std(sample, ddof=1), numpy.std(noise, ddof=1))
            cases.append({"sample": sample, "noise": noise,
                          "best": float(numpy.mean(sample) + stats.t.ppf(0.99, count - 1) * spread / math.sqrt(count))})
    return cases


def drift_cases() -> list[dict]:
    """The sums after each measurement, as Page defines them: the largest over all ends of the series."""
    cases = []
    for shift, slope in ((0, 0), (0.003, 0), (-0.003, 0), (0, 0.0005), (0.02, 0)):
        noise = rounded(random.normal(0, 0.004, 8))
        one = float(numpy.std(noise, ddof=1)) / math.sqrt(2)
        series = rounded(random.normal(0, 0.002, 20) + shift + slope * numpy.arange(20))
        steps = numpy.array(series) / one

        def sums(sign):
            return [max(0.0, max(float(numpy.sum(sign * steps[start:end] - 0.5)) for start in range(end)))
                    for end in range(1, len(steps) + 1)]
        upper, lower = sums(1), sums(-1)
        alarms = [index for index in range(len(steps)) if max(upper[index], lower[index]) > 5 or abs(steps[index]) > 3.5]
        cases.append({"noise": noise, "series": series, "upper": upper, "lower": lower, "first": alarms[0] if alarms else None})
    return cases


json.dump({"made by": [f"scipy {scipy.__version__}", f"numpy {numpy.__version__}", f"statsmodels {statsmodels.__version__}"],
           "signFlips": sign_flip_cases(), "pairs": pair_cases(), "holm": holm_cases(), "student": student_cases(),
           "limits": limit_cases(), "stops": stop_cases(), "drifts": drift_cases()}, sys.stdout, indent=1)
print()
