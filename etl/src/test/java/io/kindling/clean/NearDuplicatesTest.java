package io.kindling.clean;

import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.kindling.corpus.Document;
import io.kindling.corpus.LocalSpark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
    private static final StructType COLUMNS = Table.schema("id", StringType, "source", StringType, "text", StringType);
    private static final NearDuplicates STAGE = NearDuplicates.standard(Action.DROP);

    /** Every dropped document must have a likeness, and of two that are alike one must go. */
    @Test
    void findsWhatWasPlantedAndLittleElse() {
        PlantedCorpus planted = new PlantedCorpus(20_000);
        Set<List<String>> alike = planted.alike(0.7).keySet();
        Set<String> withLikeness = alike.stream().flatMap(List::stream).collect(Collectors.toSet());

        Set<String> dropped = dropped(planted.documents(), 6);

        long rightly = dropped.stream().filter(withLikeness::contains).count();
        long found = alike.stream()
                .filter(pair -> dropped.contains(pair.get(0)) || dropped.contains(pair.get(1)))
                .count();
        double precision = (double) rightly / dropped.size();
        double recall = (double) found / alike.size();
        System.out.printf(
                "planted: %d documents, pairs by tenths of similarity %s, %d dropped, precision %.4f, recall %.4f%n",
                planted.documents().size(), planted.histogram(), dropped.size(), precision, recall);
        assertThat(alike).hasSizeGreaterThan(3_000);
        assertThat(precision).isGreaterThanOrEqualTo(0.96);
        assertThat(recall).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void dropsTheSameDocumentsHoweverTheyArePartitioned() {
        List<Document> documents = new PlantedCorpus(600).documents();
        Set<String> one = dropped(documents, 1);
        assertThat(one).hasSizeGreaterThan(50);
        assertThat(dropped(documents, 2)).isEqualTo(one);
        assertThat(dropped(
                        documents.stream()
                                .sorted((a, b) -> a.getId().compareTo(b.getId()))
                                .toList(),
                        7))
                .isEqualTo(one);
    }

    @Test
    void keepsTheLongestAndThenTheSmallestId() {
        String text =
                "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";
        List<Document> documents = List.of(
                new Document("c", "s", text),
                new Document("b", "s", text + "!!"),
                new Document("a", "s", text.toUpperCase(java.util.Locale.ROOT) + "??"),
                new Document("d", "s", "nothing of that kind is in this one at all"),
                new Document("e", "s", ""));
        assertThat(dropped(documents, 2)).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void aBucketBeyondItsCapComparesWithTheFirstAlone() {
        List<Document> documents = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            documents.add(new Document("d" + number, "s", "the same words in each of them" + "!".repeat(number)));
        }
        NearDuplicates capped = new NearDuplicates(Action.DROP, 5, 2, 3, 0.5, 10);
        SimilarDocuments found = SimilarDocuments.find(Cleaning.begin(dataset(documents, 3)), capped);
        assertThat(found.duplicates().count()).isEqualTo(99);
        Comparisons comparisons = found.comparisons();
        long compared =
                comparisons.pairs().stream().mapToLong(Comparisons.Bin::pairs).sum();
        assertThat(compared).isEqualTo(45 + 90);
        assertThat(comparisons.cappedBuckets()).isEqualTo(2);
        assertThat(comparisons.skippedPairs()).isEqualTo(2 * (100 * 99 / 2 - 45 - 90));
    }

    @Test
    void theCurveIsThatOfTheBands() {
        assertThat(MinHash.probability(0.7, 20, 5)).isCloseTo(0.975, within(0.001));
        assertThat(MinHash.probability(0.7, 14, 8)).isCloseTo(0.564, within(0.001));
        assertThat(STAGE.curve()).startsWith("compared with a probability of 0.048 at similarity 0.30; ");
    }

    @Test
    void bandsAreSharedAsOftenAsTheCurveSays() {
        int together = 0;
        int trials = 2_000;
        MinHash minHash = new MinHash(4, 3);
        for (int trial = 0; trial < trials; trial++) {
            long[] left = new long[100];
            long[] right = new long[100];
            for (int index = 0; index < 100; index++) {
                left[index] = Hash64.mix(1_000L * trial + index);
                right[index] = Hash64.mix(1_000L * trial + index + 25); // 75 of 125 shared: 0.6
            }
            long[] one = minHash.bands(left, 100);
            long[] other = minHash.bands(right, 100);
            boolean shared = false;
            for (int band = 0; band < 4; band++) {
                shared |= one[band] == other[band];
            }
            together += shared ? 1 : 0;
        }
        assertThat((double) together / trials).isCloseTo(MinHash.probability(0.6, 4, 3), within(0.04));
    }

    @Test
    void thresholdsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NearDuplicates(Action.DROP, 5, 20, 5, 1.5, 16))
                .withMessage("similarity (1.5) must be a share, from 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NearDuplicates(Action.DROP, 5, 1000, 5, 0.7, 16))
                .withMessage("bands x rows (1000 x 5) must be at most 4096 hashes");
    }

    private static Set<String> dropped(List<Document> documents, int partitions) {
        Set<String> ids = documents.stream().map(Document::getId).collect(Collectors.toCollection(HashSet::new));
        STAGE.clean(dataset(documents, partitions)).collectAsList().forEach(kept -> ids.remove(kept.getId()));
        return ids;
    }

    static Dataset<Document> dataset(List<Document> documents, int partitions) {
        SparkSession spark = LocalSpark.session();
        List<Row> rows = documents.stream()
                .map(document -> RowFactory.create(document.getId(), document.getSource(), document.getText()))
                .toList();
        JavaRDD<Row> parallel = LocalSpark.context().parallelize(rows, partitions);
        return spark.createDataFrame(parallel, COLUMNS).as(Document.encoder());
    }
}
