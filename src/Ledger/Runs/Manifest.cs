using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Compensation.Ledger.Snapshots;

namespace Compensation.Ledger.Runs;

/// <summary>Represents the seal of a run package: the hash of each file and one root over them.</summary>
/// <remarks>
/// The root is the SHA-256 of the lines <c>hash␠␠name</c>, sorted by their bytes, each with a line feed. So an auditor
/// without this program gets it with
/// <c>sha256sum FILES | LC_ALL=C sort | sha256sum</c>.
/// </remarks>
public sealed class Manifest
{
    private const int Format = 1;

    /// <summary>Makes a manifest.</summary>
    public Manifest(IEnumerable<InputFile> files)
    {
        Files = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        Root = RootOf(Files);
    }

    /// <summary>The files, by name.</summary>
    public IReadOnlyList<InputFile> Files { get; }

    /// <summary>The one hash that stands for the whole run.</summary>
    public string Root { get; }

    /// <summary>The manifest as it is written: the same files always give the same bytes.</summary>
    public byte[] ToBytes() => RunJson.Write(json =>
    {
        json.WriteNumber("format", Format);
        json.WriteString("root", Root);
        RunJson.WriteFiles(json, Files);
    });

    /// <summary>Reads a manifest.</summary>
    /// <returns>The manifest with a root computed from its entries, and the root that it states; null if the bytes are not a
    /// manifest.</returns>
    public static (Manifest Manifest, string StatedRoot)? Read(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement.GetProperty("root").GetString();
            return (new Manifest(RunJson.ReadFiles(document.RootElement)), root ?? "");
        }
        catch (Exception failure) when (RunJson.IsBadContent(failure))
        {
            return null;
        }
    }

    /// <summary>Hashes a file.</summary>
    public static InputFile Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return new InputFile(Path.GetFileName(path), stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static string RootOf(IReadOnlyList<InputFile> files)
    {
        var lines = files.Select(file => $"{file.Sha256}  {file.Name}\n").Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
