package io.kindling.jobs.scoring;

import java.io.Serializable;

/**
 * What the model says of a document.
 *
 * @param windows that it took
 * @param tokens each by itself; null unless that was asked for
 */
public record DocumentScore(LogLikelihood logLikelihood, int windows, TokenScores tokens) implements Serializable {}
