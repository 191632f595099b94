/**
 * A clean corpus: filters and deduplication on Spark, with a reason for each document that goes.
 *
 * <p>Start at {@link io.kindling.clean.Cleaning}, the run from documents to a folder of documents. A
 * {@link io.kindling.clean.Stage} is a record of its thresholds and takes documents to documents, with findings beside
 * them ({@link io.kindling.clean.Finding}: which rule, the figure that decided, the limit). A
 * {@link io.kindling.clean.TextStage} looks at each text alone, measured once for all of them by {@code TextScan}; the
 * others compare documents: {@link io.kindling.clean.ExactDuplicates},
 * {@link io.kindling.clean.ParagraphDuplicates} and {@link io.kindling.clean.NearDuplicates}, whose story is
 * {@code SimilarDocuments.find}: bands of MinHash ({@code Candidates}), true similarity ({@code Verification}),
 * connected components ({@code Components}).
 *
 * <p>Texts never travel until they are written. Only hashes of them do, sorted on disk where memory ends
 * ({@code SortedRows}), and what was found out about a document comes home by its row ({@code Home}). Where one of
 * several is to be kept, or the first of a bucket, that is decided by what the documents are and never by where they lie:
 * so the output is the same, byte for byte, for any number of executors and partitions.
 *
 * <p>It may not know token shards (but how a folder of them becomes whole, which is the same here), nor what a model is:
 * perplexity comes as a table of scores.
 */
package io.kindling.clean;
