package io.kindling.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of sizes that fill no tile, panel, band or slab evenly, against sums in double; and what their bits depend on. */
class TiledProductsTest {
    private final Kernels kernels = new CpuKernels();
    private final Products products = new TiledProducts();

    @AfterEach
    void free() {
        kernels.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 63, 7", "6, 64, 768", "71, 100, 769", "300, 97, 30", "510, 65, 40", "13, 800, 1600"})
    void everyOrientationIsTheSumOfItsTerms(int rows, int columns, int inner) {
        CpuTensor a = random(rows, inner, 1);
        CpuTensor b = random(inner, columns, 2);
        CpuTensor start = random(rows, columns, 3);
        for (boolean add : new boolean[] {false, true}) {
            CpuTensor out = copy(start);
            products.product(a, b, out, add);
            CpuTensor outOfRows = copy(start);
            products.productTransposed(a, transposed(b), outOfRows, add);
            CpuTensor outOfColumns = copy(start);
            products.transposedProduct(transposed(a), b, outOfColumns, add);
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    double sum = add ? start.get(r, c) : 0;
                    for (int k = 0; k < inner; k++) {
                        sum += a.get(r, k) * b.get(k, c);
                    }
                    assertThat(out.get(r, c)).isCloseTo(sum, offset(2e-5 * Math.sqrt(inner)));
                    assertThat(outOfRows.get(r, c)).isEqualTo(out.get(r, c));
                    assertThat(outOfColumns.get(r, c)).isEqualTo(out.get(r, c));
                }
            }
        }
    }

    @Test
    void anElementsBitsDependOnItsRowAndColumnAlone() {
        CpuTensor a = random(140, 900, 1);
        CpuTensor b = random(900, 200, 2);
        CpuTensor whole = random(140, 200, 3);
        products.product(a, b, whole, false);
        CpuTensor part = random(3, 11, 4);
        products.product((CpuTensor) a.rows(77, 80), (CpuTensor) b.columns(90, 101), part, false);
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 11; c++) {
                assertThat(part.get(r, c)).isEqualTo(whole.get(77 + r, 90 + c));
            }
        }
    }

    @Test
    void aSumGoesOnWhereAnotherEnded() {
        CpuTensor a = random(20, 1000, 1);
        CpuTensor b = random(1000, 30, 2);
        CpuTensor whole = random(20, 30, 3);
        products.product(a, b, whole, false);
        CpuTensor twice = random(20, 30, 4);
        products.product((CpuTensor) a.columns(0, 333), (CpuTensor) b.rows(0, 333), twice, false);
        products.product((CpuTensor) a.columns(333, 1000), (CpuTensor) b.rows(333, 1000), twice, true);
        for (int r = 0; r < 20; r++) {
            for (int c = 0; c < 30; c++) {
                assertThat(twice.get(r, c)).isEqualTo(whole.get(r, c));
            }
        }
    }

    private CpuTensor random(int rows, int columns, long seed) {
        CpuTensor tensor = (CpuTensor) kernels.allocate(rows, columns);
        Random random = new Random(seed);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                tensor.set(r, c, random.nextFloat() - 0.5);
            }
        }
        return tensor;
    }

    private CpuTensor copy(CpuTensor x) {
        CpuTensor copy = (CpuTensor) kernels.allocate(x.rows, x.columns);
        kernels.add(x, copy);
        return copy;
    }

    private CpuTensor transposed(CpuTensor x) {
        CpuTensor transposed = (CpuTensor) kernels.allocate(x.columns, x.rows);
        for (int r = 0; r < x.rows; r++) {
            for (int c = 0; c < x.columns; c++) {
                transposed.set(c, r, x.get(r, c));
            }
        }
        return transposed;
    }
}
