# SPDX-License-Identifier: Apache-2.0
"""Writes prices/prices.json from the PyPI package genai-prices (MIT, Pydantic Services Inc.).

    pip install genai-prices httpx2 && python3 prices.py > ../main/resources/prices/prices.json

Only token prices at standard processing are taken: batch, flex and priority variants, searches,
images and audio are left out. Names come from the package's ids and its equals/starts-with clauses.
"""
import datetime
import importlib.metadata
import json
import sys

from genai_prices.data import providers
from genai_prices.types import (
    ClauseAnd, ClauseContains, ClauseEquals, ClauseOr, ClauseStartsWith, ConditionalPrice,
    StartDateConstraint, TieredPrices)

# the names OpenTelemetry gives to gen_ai.provider.name; the order decides which provider's price
# holds where the sender's provider has none of its own
PROVIDERS = {
    "openai": "openai", "anthropic": "anthropic", "google": "gcp.gemini", "mistral": "mistral_ai",
    "cohere": "cohere", "deepseek": "deepseek", "x-ai": "x_ai", "meta": "meta",
    "perplexity": "perplexity", "moonshotai": "moonshot_ai", "voyageai": "voyage_ai",
    "zai": "z_ai", "minimax": "minimax", "aws": "aws.bedrock", "azure": "azure.ai.openai",
    "groq": "groq", "together": "together_ai", "fireworks": "fireworks_ai", "cerebras": "cerebras"}
HOME = ["openai", "anthropic", "gcp.gemini", "mistral_ai", "cohere", "deepseek", "x_ai",
        "perplexity", "moonshot_ai", "voyage_ai", "z_ai", "minimax"]
ALIASES = {
    "gcp.vertex_ai": "gcp.gemini", "gcp.gen_ai": "gcp.gemini", "google": "gcp.gemini",
    "gemini": "gcp.gemini", "vertex_ai": "gcp.gemini", "vertexai": "gcp.gemini",
    "google_genai": "gcp.gemini", "google_vertexai": "gcp.gemini",
    "azure": "azure.ai.openai", "az.ai.openai": "azure.ai.openai",
    "azure.ai.inference": "azure.ai.openai", "az.ai.inference": "azure.ai.openai",
    "azure_openai": "azure.ai.openai", "azure_ai": "azure.ai.openai",
    "bedrock": "aws.bedrock", "aws_bedrock": "aws.bedrock", "amazon_bedrock": "aws.bedrock",
    "aws": "aws.bedrock", "xai": "x_ai", "mistral": "mistral_ai", "mistralai": "mistral_ai",
    "together": "together_ai", "togetherai": "together_ai", "fireworks": "fireworks_ai",
    "moonshot": "moonshot_ai", "moonshotai": "moonshot_ai", "zai": "z_ai", "voyage": "voyage_ai"}
SELF_HOSTED = ["ollama", "vllm", "llama_cpp", "llamacpp", "lmstudio", "lm_studio", "localai",
               "tgi", "sglang", "transformers", "huggingface"]
NO_TEXT = ("audio", "realtime", "image", "tts", "transcribe", "live", "whisper", "nano-banana",
           "veo", "sora", "omni")
FIELDS = {"input": "input_mtok", "output": "output_mtok", "cache_read": "cache_read_mtok",
          "cache_write": "cache_write_mtok"}


def names(match):
    if isinstance(match, (ClauseOr, ClauseAnd)):
        for part in match.or_ if isinstance(match, ClauseOr) else match.and_:
            yield from names(part)
    elif isinstance(match, ClauseEquals):
        yield match.equals
    elif isinstance(match, ClauseStartsWith):
        yield match.starts_with
    elif isinstance(match, ClauseContains):
        yield match.contains


def rates(price, above):
    row = {}
    for name, field in FIELDS.items():
        value = getattr(price, field, None)
        if isinstance(value, TieredPrices):
            chosen = value.base
            for tier in value.tiers:
                if above >= tier.start:
                    chosen = tier.price
            value = chosen
        if value is not None:
            row[name] = float(value)
    return row


def thresholds(price):
    found = set()
    for field in FIELDS.values():
        value = getattr(price, field, None)
        if isinstance(value, TieredPrices):
            found |= {tier.start for tier in value.tiers}
    return sorted(found)


def entry(price, valid_from):
    row = {"valid_from": valid_from, **rates(price, 0)}
    above = [{"above": start, **rates(price, start)} for start in thresholds(price)]
    if above:
        row["tiers"] = above
    return row if "input" in row else None


def history(prices):
    if not isinstance(prices, list):
        return [entry(prices, "1970-01-01")]
    rows = {}
    for conditional in prices:
        start = "1970-01-01"
        constraint = conditional.constraint
        if isinstance(constraint, StartDateConstraint):
            start = constraint.start_date.isoformat()
        elif constraint is not None:
            continue  # prices by time of day
        rows[start] = entry(conditional.prices, start)
    return [rows[start] for start in sorted(rows)]


models = []
for provider in sorted((p for p in providers if p.id in PROVIDERS),
                       key=lambda p: list(PROVIDERS).index(p.id)):
    for model in provider.models:
        rows = [row for row in history(model.prices) if row]
        if not rows or any(word in model.id.lower() for word in NO_TEXT):
            continue
        known = sorted({model.id.lower()} | {n.lower().strip("-") for n in names(model.match)
                                               if len(n) > 3})
        models.append({"provider": PROVIDERS[provider.id], "names": known, "prices": rows})

version = importlib.metadata.version("genai-prices")
out = [
    "{",
    ' "version": ' + json.dumps(sys.argv[1] if len(sys.argv) > 1
                               else datetime.date.today().isoformat()) + ",",
    ' "provenance": ' + json.dumps(
        "Public price lists as collected by genai-prices " + version
        + " (MIT, Copyright (c) Pydantic Services Inc.); USD per million tokens, standard "
        + "processing. valid_from 1970-01-01: no earlier price is known.") + ",",
    ' "home": ' + json.dumps(HOME) + ",",
    ' "aliases": ' + json.dumps(ALIASES) + ",",
    ' "self_hosted": ' + json.dumps(SELF_HOSTED) + ",",
    ' "models": [']
print("\n".join(out))
print(",\n".join("  " + json.dumps(m, separators=(",", ":")) for m in models))
print(" ]\n}")
