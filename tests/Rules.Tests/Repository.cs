namespace Compensation.Rules.Tests;

/// <summary>Finds the repository's files from where the tests run.</summary>
internal static class Repository
{
    /// <summary>The repository's root: the nearest folder above the tests' binaries that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The example plans.</summary>
    public static IEnumerable<string> PlanFiles()
    {
        var folder = Path.Combine(Root, "plans");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal) : [];
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Compensation.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Compensation.sln above {AppContext.BaseDirectory}.");
    }
}
