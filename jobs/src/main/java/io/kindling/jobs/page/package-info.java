/**
 * Pages to look at: self-contained HTML that asks no network for anything, and the numbers that such a page holds.
 *
 * <p>Start with {@link io.kindling.jobs.page.WebPage}, which puts one together out of the resources beside it: HTML, a style
 * and JavaScript modules, as they are. {@link io.kindling.jobs.page.Inspection} is what the page of {@code inspect} knows of a
 * model.
 */
package io.kindling.jobs.page;
