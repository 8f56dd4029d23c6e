namespace Compensation.Concepts.Tests;

/// <summary>Finds the repository's files from where the tests run.</summary>
internal static class Repository
{
    /// <summary>The nearest folder above the tests' binaries that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Compensation.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Compensation.sln above {AppContext.BaseDirectory}.");
    }
}
