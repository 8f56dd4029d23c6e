using System.Text;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Reading;

namespace Compensation.Silo.Commands;

/// <summary>Represents the text of a plan file as it was read, or the finding that it is no text.</summary>
/// <param name="Name">The file's name as it was given.</param>
/// <param name="Text">The text, empty if there is a finding.</param>
/// <param name="Finding">Why it can't be read as text, or null.</param>
internal sealed record PlanFile(string Name, string Text, Finding? Finding)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static PlanFile Read(FileInfo file)
    {
        var name = file.ToString();
        var bytes = File.ReadAllBytes(file.FullName);
        try
        {
            return new PlanFile(name, Strict.GetString(bytes), null);
        }
        catch (DecoderFallbackException failure)
        {
            return new PlanFile(name, "", NotText(name, bytes, failure.Index));
        }
    }

    /// <summary>Checks the plan.</summary>
    public (Plan? Plan, IReadOnlyList<Finding> Findings) Check() =>
        Finding is null ? PlanChecker.Check(Text, Name, InstalledBonuses.All) : (null, [Finding]);

    /// <summary>Reads the plan as it was written, without checking its names and formulas.</summary>
    public (PlanDocument? Document, IReadOnlyList<Finding> Findings) Read() =>
        Finding is null ? PlanReader.Read(Text, Name) : (null, [Finding]);

    private static Finding NotText(string name, byte[] bytes, int index)
    {
        var before = bytes.AsSpan(0, Math.Clamp(index, 0, bytes.Length));
        var place = new Place(name, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
        return new Finding(Severity.Error, "not-utf8", place, "The bytes here are not UTF-8.", "Save the file as UTF-8.");
    }
}
