package io.kindling.clean;

import java.util.List;
import java.util.stream.Stream;

/** The stages of a run in their order, each with its own thresholds. */
public record CleanConfig(
        Normalisation normalisation,
        Language language,
        GopherRepetition gopherRepetition,
        GopherQuality gopherQuality,
        C4 c4,
        FineWeb fineWeb,
        Decontamination decontamination,
        Perplexity perplexity,
        ExactDuplicates exactDuplicates,
        ParagraphDuplicates paragraphDuplicates,
        NearDuplicates nearDuplicates) {

    /** The stages that judge a document by its own text, but for those to skip. */
    List<TextStage> textStages() {
        return on(Stream.of(normalisation, language, gopherRepetition, gopherQuality, c4, fineWeb));
    }

    /** The stages that see all documents, but for those to skip; they come after the others. */
    List<Stage> corpusStages() {
        return on(Stream.of(decontamination, perplexity, exactDuplicates, paragraphDuplicates, nearDuplicates));
    }

    /** All but those to skip. */
    List<Stage> stages() {
        return Stream.concat(textStages().stream(), corpusStages().stream()).toList();
    }

    private static <S extends Stage> List<S> on(Stream<S> stages) {
        return stages.filter(stage -> stage.action() != Action.SKIP).toList();
    }
}
