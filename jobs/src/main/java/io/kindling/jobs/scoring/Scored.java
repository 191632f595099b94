package io.kindling.jobs.scoring;

import java.io.Serializable;

/** A document, as whoever asked has it, and its score. */
public record Scored<D>(D document, DocumentScore score) implements Serializable {}
