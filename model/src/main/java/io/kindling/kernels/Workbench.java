package io.kindling.kernels;

/** One thread's memory for {@link TiledProducts}: copies of parts of the factors, laid out as {@link VectorTile} reads them. */
final class Workbench {
    private static final int WIDTH = VectorTile.COLUMNS;

    /** Depth of a panel: 768 · 64 floats are 192 KiB, a fifth of a core's second cache. */
    static final int DEPTH = 768;
    /** Columns whose panels are filled together, so that memory is read in runs of 3 KiB. */
    static final int COLUMNS = 12 * WIDTH;
    /** Rows that pass by a panel while it is in the cache. */
    static final int BAND = 84 * VectorTile.ROWS;
    /** Rows of a second factor that is in the band, and columns of the strip that they make. */
    static final int SLAB = 16 * VectorTile.ROWS;
    /** Rows of a first factor that is in the panels. */
    static final int TOKENS = 4 * WIDTH;
    /** From row to row of a band: not a power of two, which would put a tile's rows into one set of the cache. */
    private static final int STRIDE = DEPTH + 16;

    private final float[] band = new float[BAND * STRIDE];
    private final float[] line = new float[COLUMNS];
    private final float[] tile = new float[VectorTile.ROWS * WIDTH];
    private final float[] square = new float[WIDTH * WIDTH];
    private final float[] strip = new float[(SLAB + WIDTH) * TOKENS]; // (SLAB, TOKENS), and room for the last square
    private final int[] map = new int[WIDTH];
    private float[] panels = new float[DEPTH * COLUMNS];
    private int rowStride;
    private int depthStride;

    /** Panels of columns: element (k, j) of panel p at {@code (p·DEPTH + k)·WIDTH + j}. */
    void fillPanels(CpuTensor b, int k, int depth, int column, int columns) {
        for (int d = 0; d < depth; d++) {
            b.get(k + d, column, line, 0, columns);
            for (int from = 0; from < columns; from += WIDTH) {
                System.arraycopy(line, from, panels, from * DEPTH + d * WIDTH, WIDTH);
            }
        }
    }

    /** Rows as they are; a tile reads along each. */
    void fillBand(CpuTensor a, int row, int rows, int k, int depth) {
        rowStride = STRIDE;
        depthStride = 1;
        for (int r = 0; r < rows; r++) {
            a.get(row + r, k, band, r * STRIDE, depth);
        }
    }

    /** Columns as rows of the band; a tile reads six of them, step by step downwards. */
    void fillUprightBand(CpuTensor a, int k, int depth, int column, int columns) {
        rowStride = 1;
        depthStride = BAND;
        for (int d = 0; d < depth; d++) {
            a.get(k + d, column, band, d * BAND, columns);
        }
    }

    /** The band's rows with each panel, into {@code out} from (row, column) on. */
    void multiply(int rows, int depth, CpuTensor out, int row, int column, int columns, boolean add) {
        for (int from = 0; from < columns; from += WIDTH) {
            int wide = Math.min(WIDTH, columns - from);
            for (int r = 0; r < rows; r += VectorTile.ROWS) {
                int high = Math.min(VectorTile.ROWS, rows - r);
                startTile(out, row + r, high, column + from, wide, add);
                accumulate(r, from * DEPTH, tile, 0, WIDTH, depth);
                for (int i = 0; i < high; i++) {
                    out.put(row + r + i, column + from, tile, i * WIDTH, wide);
                }
            }
        }
    }

    private void startTile(CpuTensor out, int row, int high, int column, int wide, boolean add) {
        if (!add) {
            Rows.zero(tile, tile.length);
            return;
        }
        for (int i = 0; i < high; i++) {
            out.get(row + i, column, tile, i * WIDTH, wide);
        }
    }

    private void accumulate(int row, int panel, float[] into, int at, int stride, int depth) {
        VectorTile.accumulate(band, row * rowStride, rowStride, depthStride, panels, panel, into, at, stride, depth);
    }

    /** Panels of rows, over their whole length K: element (k, j) of panel p at {@code (p·K + k)·WIDTH + j}. */
    void fillTransposedPanels(CpuTensor a, int row, int rows) {
        int length = a.columns;
        if (panels.length < TOKENS * length) {
            panels = new float[TOKENS * length];
        }
        for (int from = 0; from < rows; from += WIDTH) {
            int count = Math.min(WIDTH, rows - from);
            for (int k = 0; k < length; k += WIDTH) {
                int depth = Math.min(WIDTH, length - k);
                for (int r = 0; r < count; r++) {
                    a.get(row + from + r, k, square, r * WIDTH, depth);
                }
                VectorTile.transpose(square, 0, WIDTH, count, depth, map, panels, (from * length) + k * WIDTH, WIDTH);
            }
        }
    }

    /** The strip is outᵀ: {@code columns} of out as rows, {@code rows} of it as columns. */
    void startStrip(CpuTensor out, int row, int rows, int column, int columns, boolean add) {
        if (!add) {
            Rows.zero(strip, columns * TOKENS);
            return;
        }
        for (int from = 0; from < rows; from += WIDTH) {
            int count = Math.min(WIDTH, rows - from);
            for (int n = 0; n < columns; n += WIDTH) {
                int wide = Math.min(WIDTH, columns - n);
                for (int r = 0; r < count; r++) {
                    out.get(row + from + r, column + n, square, r * WIDTH, wide);
                }
                VectorTile.transpose(square, 0, WIDTH, count, wide, map, strip, n * TOKENS + from, TOKENS);
            }
        }
    }

    /** The band's rows with the stretch from k on of each panel. */
    void multiplyIntoStrip(int bandRows, int k, int depth, int rows, int length) {
        for (int from = 0; from < rows; from += WIDTH) {
            for (int r = 0; r < bandRows; r += VectorTile.ROWS) {
                accumulate(r, from * length + k * WIDTH, strip, r * TOKENS + from, TOKENS, depth);
            }
        }
    }

    void putStrip(CpuTensor out, int row, int rows, int column, int columns) {
        for (int from = 0; from < rows; from += WIDTH) {
            int count = Math.min(WIDTH, rows - from);
            for (int n = 0; n < columns; n += WIDTH) {
                int wide = Math.min(WIDTH, columns - n);
                VectorTile.transpose(strip, n * TOKENS + from, TOKENS, wide, count, map, square, 0, WIDTH);
                for (int r = 0; r < count; r++) {
                    out.put(row + from + r, column + n, square, r * WIDTH, wide);
                }
            }
        }
    }
}
