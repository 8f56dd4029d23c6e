using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;

namespace Compensation.Ledger.Runs;

/// <summary>Writes run packages.</summary>
/// <remarks>
/// The files go into a folder beside the wanted one, named <c>…partial-…</c>, each is flushed to the disk, the manifest
/// comes last, and only then is the folder renamed. Whatever stops the writing, no folder is left under the wanted name
/// that is not whole. The same run always gives the same bytes.
/// </remarks>
public static class RunWriter
{
    /// <summary>What the name of an unfinished package's folder contains.</summary>
    internal const string PartialMark = ".partial-";

    /// <summary>Writes a package.</summary>
    /// <param name="folder">Its folder, which must not exist.</param>
    /// <param name="origin">What the run was calculated from.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="threads">How many files are written at once.</param>
    /// <returns>The package's root hash.</returns>
    /// <exception cref="RunPackageException">The folder exists, or the disk is full or cannot be written to. Nothing is left
    /// behind.</exception>
    public static string Write(string folder, RunOrigin origin, Result result, int threads = 1) =>
        Write(folder, origin, result, path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0), threads);

    /// <summary>The root hash of the package that <see cref="Write(string, RunOrigin, Result, int)"/> would write.</summary>
    /// <param name="origin">What the run was calculated from.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="threads">How many files are hashed at once.</param>
    public static string RootOf(RunOrigin origin, Result result, int threads = 1) => WriteFiles("", origin, result, _ => Stream.Null, threads);

    internal static string Write(string folder, RunOrigin origin, Result result, Func<string, Stream> create, int threads = 1)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(target))
        {
            throw new RunPackageException(folder,
                "It exists already; a run is never overwritten. Choose another name or remove it.");
        }

        var partial = target + PartialMark + Path.GetRandomFileName();
        try
        {
            Directory.CreateDirectory(partial);
            var root = WriteFiles(partial, origin, result, create, threads);
            Directory.Move(partial, target);
            return root;
        }
        catch (Exception failure)
        {
            Remove(partial);
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new RunPackageException(folder,
                    $"It cannot be written, and nothing of it was kept: {failure.Message}", failure);
            }

            throw;
        }
    }

    private static string WriteFiles(string folder, RunOrigin origin, Result result, Func<string, Stream> create, int threads = 1)
    {
        InputFile Add(string name, Action<Stream> write)
        {
            using var stream = new HashingStream(create(Path.Combine(folder, name)));
            write(stream);
            stream.Flush();
            return stream.ToFile(name);
        }

        Func<InputFile> Bytes(string name, byte[] bytes) => () => Add(name, stream => stream.Write(bytes));

        Func<InputFile> Table(string name, Action<CsvWriter, Result, RunOrigin> write) => () => Add(name, stream =>
        {
            var csv = new CsvWriter(stream);
            write(csv, result, origin);
            csv.Dispose();
        });

        var files = new List<Func<InputFile>>
        {
            Bytes(RunFiles.Plan, Encoding.UTF8.GetBytes(origin.Plan.Text)),
            Bytes(RunFiles.Inputs, origin.Inputs.ToBytes()),
            Table(RunFiles.Commissions, RunTables.WriteCommissions),
            Table(RunFiles.Volumes, RunTables.WriteVolumes),
            Table(RunFiles.Ranks, RunTables.WriteRanks),
            Table(RunFiles.Payments, RunTables.WritePayments),
            Table(RunFiles.Carry, RunTables.WriteCarry),
            Bytes(RunFiles.Summary, RunSummary.Of(origin, result).ToBytes()),
        };
        if (result.Carry.Lots.Count > 0)
        {
            files.Add(Table(RunFiles.Lots, RunTables.WriteLots));
        }

        if (result.Carry.Places.Count > 0)
        {
            files.Add(Table(RunFiles.Places, RunTables.WritePlaces));
        }

        var written = new InputFile[files.Count];
        AtOnce.Do(threads, [.. files.Select((write, file) => (Action)(() => written[file] = write()))]);
        var manifest = new Manifest(written);
        Add(RunFiles.Manifest, stream => stream.Write(manifest.ToBytes()));
        return manifest.Root;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
