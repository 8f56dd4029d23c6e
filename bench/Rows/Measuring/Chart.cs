using System.Globalization;
using System.Net;
using System.Text;

namespace Compensation.Bench.Measuring;

/// <summary>Draws how far each comparison is from its goal, as SVG.</summary>
internal static class Chart
{
    private const int Height = 22;
    private const int Names = 520;
    private const int Bars = 360;
    private const double Most = 100;

    /// <summary>Draws. A bar that reaches the line meets its goal; the scale is logarithmic.</summary>
    public static string Draw(IReadOnlyList<Verdict> verdicts)
    {
        var measured = verdicts.Where(verdict => verdict.Needs is null).ToList();
        var bottom = (measured.Count * Height) + 40;
        var goal = Place(1);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1040 {bottom + 10}\" ")
            .AppendLine("font-family=\"sans-serif\" font-size=\"12\">")
            .AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        for (var i = 0; i < measured.Count; i++)
        {
            var (verdict, top) = (measured[i], 30 + (i * Height));
            var end = Place(verdict.Margin);
            var colour = verdict.Margin >= 1 ? "#2a7f62" : "#c0562f";
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{top + 13}\">{verdict.Row}  {WebUtility.HtmlEncode(verdict.What)}</text>");
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"<rect x=\"{Names}\" y=\"{top}\" width=\"{end - Names:0}\" height=\"{Height - 6}\" fill=\"{colour}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"<text x=\"{Names + Bars + 8}\" y=\"{top + 13}\">{verdict.Ratio:0.##} ({WebUtility.HtmlEncode(verdict.GoalText)})</text>");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{goal:0}\" y1=\"22\" x2=\"{goal:0}\" y2=\"{bottom}\" stroke=\"#222222\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{goal:0}\" y=\"16\" text-anchor=\"middle\">goal</text>");
        return svg.AppendLine("</svg>").ToString();
    }

    /// <summary>Where a margin lies between a tenth and a hundredfold.</summary>
    private static double Place(double margin) => Names + (Bars * Math.Log10(Math.Clamp(margin, 0.1, Most) * 10) / 3);
}
