using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans.Reading;

/// <summary>Collects what is wrong with a text, so that all of it is reported at once.</summary>
internal sealed class FindingList
{
    /// <summary>So many are kept: a person reads no more, and a hostile file can't fill the memory.</summary>
    public const int Most = 500;

    private readonly List<Finding> findings = [];
    private Place? firstLeftOut;

    /// <summary>Adds an error.</summary>
    public void Error(string code, Place place, string message, string remedy) => Error(code, place, message, () => remedy);

    /// <summary>Adds an error whose remedy takes time to find.</summary>
    public void Error(string code, Place place, string message, Func<string> remedy)
    {
        if (findings.Count < Most)
            findings.Add(new Finding(Severity.Error, code, place, message, remedy()));
        else
            firstLeftOut ??= place;
    }

    /// <summary>All findings in the order of their places.</summary>
    public IReadOnlyList<Finding> InOrder()
    {
        // OrderBy is stable: two findings at one place stay in the order in which they were found.
        var ordered = findings.OrderBy(finding => finding.Place.Line).ThenBy(finding => finding.Place.Column).ToList();
        if (firstLeftOut is { } place)
        {
            ordered.Add(new Finding(
                Severity.Error, ReaderCodes.TooMany, place, $"There are more than {Most} errors.",
                    "Correct those listed first, then check again."));
        }

        return ordered;
    }
}
