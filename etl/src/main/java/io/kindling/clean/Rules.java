package io.kindling.clean;

/**
 * The rules of a stage as they are held against one document: the first that is broken drops it and ends the matter;
 * where findings are only noted, all are.
 */
final class Rules {
    private final TextStage stage;
    private Judged document;

    Rules(Judged document, TextStage stage) {
        this.document = document;
        this.stage = stage;
    }

    void atMost(String rule, double figure, double limit) {
        if (figure > limit) {
            broken(rule, figure, limit, "");
        }
    }

    void atLeast(String rule, double figure, double limit) {
        if (figure < limit) {
            broken(rule, figure, limit, "");
        }
    }

    void broken(String rule, double figure, double limit, String detail) {
        if (document.kept()) {
            document = document.found(stage.action(), stage.name(), rule, figure, limit, detail);
        }
    }

    /** The parts that a rule is about are taken out, or noted. */
    void edited(String rule, double figure, byte[] edited) {
        if (document.kept()) {
            document = document.edited(stage.action(), stage.name(), rule, figure, edited);
        }
    }

    /** Whether there is no need to look at further rules. */
    boolean decided() {
        return !document.kept();
    }

    Judged document() {
        return document;
    }
}
