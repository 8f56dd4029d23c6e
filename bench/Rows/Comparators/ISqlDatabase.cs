namespace Compensation.Bench.Comparators;

/// <summary>A database in which a plan is computed by SQL, and how its dialect differs.</summary>
internal interface ISqlDatabase
{
    /// <summary>The operator of a division without remainder.</summary>
    string Quotient { get; }

    /// <summary>How a table is created that need not be kept.</summary>
    string CreateTable { get; }

    /// <summary>Runs statements one after the other; a row's values come back from the last.</summary>
    IReadOnlyList<string> Run(params IReadOnlyList<string> statements);
}
