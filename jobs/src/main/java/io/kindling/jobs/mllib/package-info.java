/**
 * A GPT as a stage of Spark's MLlib: {@link io.kindling.jobs.mllib.Gpt} learns from a column of token ids and gives a
 * {@link io.kindling.jobs.mllib.GptModel}, which adds log-likelihood, perplexity, an embedding and a continuation to each
 * row; {@link io.kindling.jobs.mllib.PerplexityEvaluator} lets a cross-validator choose among them. Ids come from a
 * {@link io.kindling.mllib.BpeTokenizerModel}, in the same pipeline or before. Training is the command {@code train}'s: the
 * same rounds on the same cluster, the same bits on any number of executors and partitions.
 *
 * <p>From Java:
 *
 * <pre>{@code
 * BpeTokenizer tokenizer = new BpeTokenizer().setInputCol("text").setOutputCol("ids").setVocabularySize(8192);
 * Gpt gpt = new Gpt().setInputCol("ids").setWidth(256).setHeads(4).setLayers(4).setSteps(2000).setReplicas(4)
 *         .setWorkFolder("hdfs:///tmp/kindling");
 * PipelineModel model = new Pipeline().setStages(new PipelineStage[] {tokenizer, gpt}).fit(documents);
 * StageFolder.overwrite(model, "hdfs:///models/stories"); // the old one stays until the new one is whole
 * model.transform(others).select("text", "perplexity").show();
 * }</pre>
 *
 * <p>From Scala, in {@code spark-shell --jars jobs/target/kindling.jar} with the flags of {@code conf/jvm.options} as {@code
 * spark.driver.extraJavaOptions} and {@code spark.executor.extraJavaOptions}:
 *
 * <pre>{@code
 * import io.kindling.jobs.mllib._
 * import io.kindling.mllib._
 * val ids = new BpeTokenizer().setInputCol("text").setOutputCol("ids").fit(documents).transform(documents)
 * val model = new Gpt().setInputCol("ids").setSteps(2000).setEmbeddingCol("embedding").fit(ids)
 * model.transform(ids).select("perplexity", "embedding").show()
 * model.findSynonyms(" forest", 10).show()
 * }</pre>
 *
 * <p>From PySpark, started with the same jar and flags, through Spark's wrappers by the class's name; parameters are set on
 * the Java object:
 *
 * <pre>{@code
 * from pyspark.ml.wrapper import JavaEstimator, JavaModel
 *
 * class BpeTokenizerModel(JavaModel): pass
 *
 * class BpeTokenizer(JavaEstimator):
 *     def __init__(self):
 *         super().__init__()
 *         self._java_obj = self._new_java_obj("io.kindling.mllib.BpeTokenizer")
 *         self._resetUid(self._java_obj.uid())
 *     def _create_model(self, java_model):
 *         return BpeTokenizerModel(java_model)
 *
 * class GptModel(JavaModel): pass
 *
 * class Gpt(JavaEstimator):
 *     def __init__(self):
 *         super().__init__()
 *         self._java_obj = self._new_java_obj("io.kindling.jobs.mllib.Gpt")
 *         self._resetUid(self._java_obj.uid())
 *     def _create_model(self, java_model):
 *         return GptModel(java_model)
 *
 * tokenizer = BpeTokenizer()
 * tokenizer._java_obj.setInputCol("text").setOutputCol("ids")
 * ids = tokenizer.fit(documents).transform(documents)
 * gpt = Gpt()
 * gpt._java_obj.setInputCol("ids").setSteps(2000)
 * model = gpt.fit(ids)
 * model.transform(ids).select("perplexity").show()
 * model._java_obj.write().overwrite().save("hdfs:///models/gpt")
 * }</pre>
 *
 * <p>A saved model is read by {@code JavaModel(spark._jvm.io.kindling.jobs.mllib.GptModel.load(path))}. Training needs RDDs,
 * so all of this needs a classic session: Spark Connect has none.
 */
package io.kindling.jobs.mllib;
