package io.kindling.jobs.scoring;

import java.io.Serializable;

/**
 * What the model says of each of a document's N tokens.
 *
 * @param ids (N) of the tokens
 * @param logProbabilities (N), in nats
 * @param likeliest (N, K) ids of the tokens that would have been likeliest instead, the likeliest first
 * @param likeliestLogProbabilities (N, K) of those
 */
@SuppressWarnings("ArrayRecordComponent") // read in bulk, compared by nobody
public record TokenScores(int[] ids, double[] logProbabilities, int[] likeliest, double[] likeliestLogProbabilities)
        implements Serializable {}
