namespace Compensation.Silo.Output;

/// <summary>Draws a quantity as a bar of block characters, exact to an eighth of a column.</summary>
internal static class Bar
{
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>The bar of a value, as long as its share of the largest; what is above zero shows at least an eighth.</summary>
    /// <param name="value">The quantity; a negative one has no bar.</param>
    /// <param name="largest">The quantity that fills the whole width.</param>
    /// <param name="width">The width in columns.</param>
    public static string Draw(long value, long largest, int width)
    {
        if (value <= 0 || largest <= 0)
        {
            return "";
        }

        var eighths = (int)Int128.Max(1, (Int128)Math.Min(value, largest) * width * 8 / largest);
        return new string('█', eighths / 8) + (eighths % 8 > 0 ? Eighths[eighths % 8] : "");
    }
}
