"""`symland explain`: the long form of error codes and topics."""

from __future__ import annotations

import difflib

import click


@click.command()
@click.argument("topic", required=False)
def explain(topic: str | None) -> None:
    """What an error code (SL001) or a topic (conventions, evidence, exit-codes) means.

    Without TOPIC, everything that can be explained is listed.
    """
    from symland.cli import topics

    if topic is None:
        click.echo(topics.listing())
        return
    text = topics.explain(topic)
    if text is None:
        close = difflib.get_close_matches(topic.upper(), topics.names(), n=1)
        close = close or difflib.get_close_matches(topic.lower(), topics.names(), n=1)
        hint = f"; did you mean `{close[0]}`?" if close else ""
        raise click.UsageError(f"there is no topic `{topic}`{hint} `symland explain` lists all")
    click.echo(text)
