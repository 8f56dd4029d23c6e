using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Runs;

/// <summary>Represents whether a run package is what was written.</summary>
/// <param name="Root">The root that the manifest states; empty if it cannot be read.</param>
/// <param name="Findings">Each file that was changed, is missing or does not belong; none for a package that is whole.</param>
public sealed record RunVerification(string Root, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsWhole => Findings.Count == 0;

    /// <summary>Hashes every file of a package again.</summary>
    /// <remarks>This proves that the package was not changed since its root was known; whether the numbers are right is
    /// proven by calculating again
    /// (<see cref="RunComparison.Compare"/>).</remarks>
    public static RunVerification Verify(string folder)
    {
        var findings = new List<Finding>();
        void Report(string code, string name, string message, string remedy) =>
            findings.Add(new Finding(Severity.Error, code, new Place(Path.Combine(folder, name), 0, 0), message, remedy));

        var path = Path.Combine(folder, RunFiles.Manifest);
        if (Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).Contains(RunWriter.PartialMark, StringComparison.Ordinal))
        {
            Report("unfinished-run", "", "The folder is what is left of a run that was stopped while it was written.",
                "Remove it and close again.");
            return new RunVerification("", findings);
        }

        if (!File.Exists(path))
        {
            Report("missing-file", RunFiles.Manifest, "The file is missing.", "A folder without a manifest is no run package.");
            return new RunVerification("", findings);
        }

        var bytes = File.ReadAllBytes(path);
        if (Manifest.Read(bytes) is not var (manifest, root))
        {
            Report("changed-file", RunFiles.Manifest, "The file is not a manifest.", "Take the package from a copy.");
            return new RunVerification("", findings);
        }

        var present = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).OfType<string>()
            .Where(name => name != RunFiles.Manifest).Order(StringComparer.Ordinal).ToList();
        var actual = present.Where(name => File.Exists(Path.Combine(folder, name)))
            .Select(name => Manifest.Hash(Path.Combine(folder, name))).ToList();

        // Where the files give the stated root, they are right, and only the manifest's own text can be wrong.
        var sealedFiles = new Manifest(actual);
        var filesAreRight = sealedFiles.Root == root && actual.Count == present.Count;
        var asWritten = filesAreRight ? sealedFiles : manifest;
        if (asWritten.Root != root || !asWritten.ToBytes().AsSpan().SequenceEqual(bytes))
        {
            Report("changed-file", RunFiles.Manifest,
                "The file is not as it was written: its root does not fit its entries, or its text was edited.",
                "Compare the root with the one that was noted when the run was approved.");
        }

        if (!filesAreRight)
        {
            ReportFiles(manifest, present, actual.ToDictionary(file => file.Name), Report);
        }

        foreach (var name in RunFiles.Always.Except(manifest.Files.Select(file => file.Name)).Except(present))
        {
            Report("missing-file", name, "The file is missing, and the manifest does not list it either.",
                "Take the package from a copy.");
        }

        return new RunVerification(root, findings);
    }

    private static void ReportFiles(
        Manifest manifest, List<string> present, Dictionary<string, Snapshots.InputFile> actual,
        Action<string, string, string, string> report)
    {
        foreach (var file in manifest.Files)
        {
            if (!actual.TryGetValue(file.Name, out var found))
            {
                report("missing-file", file.Name, "The file is missing.", "Take it from a copy.");
            }
            else if (found != file)
            {
                report("changed-file", file.Name,
                    $"The file was changed: it has {found.Bytes} bytes with SHA-256 {found.Sha256}, not {file.Bytes} with "
                        + $"{file.Sha256}.", "Take it from a copy.");
            }
        }

        var listed = manifest.Files.Select(file => file.Name).ToHashSet();
        foreach (var name in present.Where(name => !listed.Contains(name)))
        {
            report("extra-file", name, "The file does not belong to the package.",
                "Remove it; notes on a run belong beside its folder.");
        }
    }
}
