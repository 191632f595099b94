package io.kindling.mllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.clean.Action;
import io.kindling.clean.C4;
import io.kindling.clean.Normalisation;
import io.kindling.clean.TextRules;
import io.kindling.corpus.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextCleanerTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final TextRules RULES = new TextRules(
            Normalisation.standard(Action.DROP),
            null,
            null,
            null,
            new C4(Action.DROP, true, 3, List.of(), List.of(), 1),
            null);

    @TempDir
    private Path folder;

    @Test
    void textsGetWhatTheRulesFound() {
        List<Row> cleaned = cleaned(stage());
        assertThat(cleaned.get(0).isNullAt(0)).isTrue();
        assertThat(cleaned.get(1).getBoolean(0)).isTrue();
        assertThat(cleaned.get(1).getString(1)).isEqualTo("This is one.");
        assertThat(cleaned.get(1).getList(2)).hasSize(2);
        assertThat(cleaned.get(2).getBoolean(0)).isFalse();
        Row finding = cleaned.get(2).<Row>getList(2).get(1);
        assertThat(finding.getString(1)).isEqualTo("sentences");
        assertThat(finding.getString(5)).isEqualTo("dropped");
    }

    @Test
    void aSavedStageIsTheSame() throws IOException {
        String path = folder.resolve("cleaner").toString();
        stage().write().save(path);
        TextCleaner loaded = TextCleaner.load(path);
        assertThat(cleaned(loaded)).isEqualTo(cleaned(stage()));
        assertThat(loaded.getOrDefault(loaded.rules())).isEqualTo(RULES.json());
        assertThat(TextRules.parse(RULES.json())).isEqualTo(RULES);
        assertThat(TextRules.parse(TextRules.published(Action.DROP).json()))
                .isEqualTo(TextRules.published(Action.DROP));
    }

    @Test
    void rulesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextRules.parse("{\"c5\":{}}"))
                .withMessageStartingWith("rules are wrong (Unrecognized field \"c5\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextRules.parse("{\"normalisation\":{\"action\":\"drop\"}}"))
                .withMessageStartingWith("rules are wrong (");
    }

    private static TextCleaner stage() {
        return new TextCleaner().setInputCol("value").setOutputCol("cleaned").setRules(RULES);
    }

    private static List<Row> cleaned(TextCleaner stage) {
        Dataset<Row> texts = SPARK.createDataset(
                        Arrays.asList(null, "This\u00a0is one.\r\nand no other", "Nothing to keep"), Encoders.STRING())
                .toDF("value");
        return stage.transform(texts).select("cleaned.*").collectAsList();
    }
}
