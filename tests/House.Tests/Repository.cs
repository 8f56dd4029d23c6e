using System.Diagnostics;

namespace Compensation.House.Tests;

/// <summary>The repository that these tests were built from: its root and the files that belong to it.</summary>
internal static class Repository
{
    private static readonly Lazy<IReadOnlyList<RepositoryFile>> AllFiles =
        new(() => [.. ListFiles().Select(RepositoryFile.Read)]);

    /// <summary>The folder of <c>Compensation.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file that git knows or would add, read once.</summary>
    public static IReadOnlyList<RepositoryFile> Files => AllFiles.Value;

    /// <summary>The C# files below a folder such as <c>src/Rules</c>.</summary>
    public static IEnumerable<RepositoryFile> Sources(string folder) => FilesBelow(folder, ".cs");

    /// <summary>The files below a folder whose names end in this.</summary>
    public static IEnumerable<RepositoryFile> FilesBelow(string folder, string ending) => Files
        .Where(file => file.Path.StartsWith(folder + "/", StringComparison.Ordinal))
        .Where(file => file.Path.EndsWith(ending, StringComparison.Ordinal));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Compensation.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Compensation.sln above {AppContext.BaseDirectory}: run this in the repository.");
    }

    private static IEnumerable<string> ListFiles()
    {
        // -z: names unquoted; safe.directory: a container often mounts a checkout that another user owns.
        string[] arguments = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start; these tests need it.");
        var error = git.StandardError.ReadToEndAsync();
        var names = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        var listed = names.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct();
        return git.ExitCode == 0
            ? listed.Where(name => File.Exists(Path.Combine(Root, name)))
            : throw new InvalidOperationException($"git ls-files failed: {error.GetAwaiter().GetResult()}");
    }
}
