using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans;

/// <summary>Represents one thing that is wrong or dangerous in a plan or in a file, with its place and what to do about
/// it.</summary>
/// <param name="Severity">An error stops the work; a warning does not.</param>
/// <param name="Code">A stable short code such as <c>unknown-name</c>, for programs and for the reference.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Message">What is wrong, naming the key or field and the offending value.</param>
/// <param name="Remedy">What would be right: the nearest name, the allowed values, the range.</param>
public sealed record Finding(Severity Severity, string Code, Place Place, string Message, string Remedy)
{
    /// <summary>The finding on one line, as compilers print theirs.</summary>
    public override string ToString() =>
        $"{Place}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message} {Remedy}".TrimEnd();
}

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Legal, but dangerous.</summary>
    Warning,

    /// <summary>Wrong: nothing is calculated.</summary>
    Error,
}
