package io.kindling.jobs.scoring;

/**
 * What the model sees of a document at once. Places count the document's sequence: the end-of-text token at 0, then its tokens.
 *
 * @param from the first place it sees
 * @param to the place after the last one; at most contextLength after {@code from}
 * @param scored the first place whose next token it scores; those before are context
 */
record Window(int from, int to, int scored) {
    int length() {
        return to - from;
    }
}
