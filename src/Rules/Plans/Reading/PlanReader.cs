using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans.Reading;

/// <summary>Reads the text of a plan file into the documents of the plan language.</summary>
/// <remarks>
/// It knows the form of a plan: keys, kinds of value, words. What names and formulas mean is the checker's work.
/// Whatever the text, it returns: bad texts are findings, never exceptions.
/// </remarks>
public static class PlanReader
{
    /// <summary>Reads a plan.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The file's name, for places.</param>
    /// <returns>
    /// The plan as far as it could be read, so that a checker can go on and report everything at once: null where the text
    /// is no mapping at all.
    /// And all errors in the order of their places; a plan with errors must not be calculated.
    /// </returns>
    public static (PlanDocument? Document, IReadOnlyList<Finding> Findings) Read(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        var findings = new FindingList();
        var root = YamlTree.Read(text, file, findings);
        var plan = root is null ? null : new DocumentBinder(findings).Plan(root);
        return (plan, findings.InOrder());
    }
}
