/**
 * The transformer as one layer of DL4J, for those whose training, listeners and files are DL4J's.
 *
 * <pre>{@code
 * ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
 *         .seed(1)
 *         .updater(new Adam(1e-3))
 *         .graphBuilder()
 *         .addInputs("tokens")
 *         .addLayer("gpt", new GptLayer(new GptConfig(8192, 256, 384, 6, 6, 0.1, true)), "tokens")
 *         .setOutputs("gpt")
 *         .build());
 * graph.init();
 * graph.setListeners(new ScoreIterationListener(10));
 * graph.fit(new DataSet(tokens, next)); // (batch, time) ids each
 * }</pre>
 *
 * <p>Start with {@link io.kindling.dl4j.GptLayer}, the configuration. It makes a {@link io.kindling.dl4j.GptLayerInstance},
 * which runs {@link io.kindling.model.TrainingStep} in the memory that DL4J gives it: no operation of a step is DL4J's or
 * ND4J's own. Updaters, clipping and weight decay are DL4J's. This package knows DL4J; the model doesn't know this package.
 */
package io.kindling.dl4j;
