namespace Compensation.Api.Tests;

/// <summary>Finds the repository's files from where the tests run.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The text of a file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Replaces a file of the repository; only where somebody has approved it.</summary>
    public static void Write(string path, string text) => File.WriteAllText(Path.Combine(Root, path), text);

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
