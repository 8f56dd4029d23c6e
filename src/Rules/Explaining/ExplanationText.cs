using System.Text;

namespace Compensation.Rules.Explaining;

/// <summary>Writes explanations as plain text: one line for each step, drawn as a tree.</summary>
public static class ExplanationText
{
    /// <summary>The text of an explanation.</summary>
    public static string Render(Reason reason)
    {
        var text = new StringBuilder();
        text.Append(reason.Text).Append('\n');
        Below(reason, "", text);
        return text.ToString();
    }

    // The depth of an explanation is bounded by the depth of formulas, never by that of a tree of sellers.
    private static void Below(Reason reason, string margin, StringBuilder text)
    {
        for (var i = 0; i < reason.Because.Count; i++)
        {
            var last = i == reason.Because.Count - 1;
            text.Append(margin).Append(last ? "└─ " : "├─ ").Append(reason.Because[i].Text).Append('\n');
            Below(reason.Because[i], margin + (last ? "   " : "│  "), text);
        }
    }
}
