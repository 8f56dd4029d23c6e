using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Compensation.House.Tests;

/// <summary>What the code does not use: clocks, chance, blocking waits, swallowed exceptions; in Rules also floating
/// point and I/O.</summary>
public sealed class BannedSymbolsTests
{
    // Put together from parts, so that this file does not find itself.
    private const string LeftOver = @"\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b";

    /// <summary>Readers and writers of text in memory, which YAML is parsed through, are no I/O.</summary>
    private static readonly string[] PureTypesOfSystemIO = ["TextReader", "TextWriter", "StringReader", "StringWriter"];

    [Fact]
    public void Source_Code_HasNoBannedSymbols() => Violations.ShouldBeNone("banned-symbol",
        from symbol in BannedSymbol.All
        from file in Repository.Sources(symbol.Folder)
        from offset in symbol.In(file.Code)
        let line = file.Lines[file.Text.AsSpan(0, offset).Count('\n')].Trim()
        select new Violation("banned-symbol", file.Path, file.At(offset), $"`{line}`. {symbol.Remedy}"));

    [Fact]
    public void BannedSymbols_TheirExamples_AreFound()
    {
        foreach (var symbol in BannedSymbol.All)
        {
            symbol.Examples.ShouldAllBe(example => symbol.In(SourceText.CodeOnly(example)).Any(), symbol.Pattern);
        }
    }

    [Theory]
    [InlineData("Result Close(Plan plan) => run.Result;")]
    [InlineData("catch (IOException error) { return Failed(error); }")]
    [InlineData("catch (Exception) { count++; throw; }")]
    [InlineData("var part = text[1..5];")]
    [InlineData("var mask = 0x1F;")]
    [InlineData("new Random(seed)")]
    [InlineData("place.File.Length")]
    [InlineData("// DateTime.Now is \"double\"")]
    public void BannedSymbols_CodeThatOnlyLooksLikeThem_IsNotFound(string code) =>
        BannedSymbol.All.Where(symbol => symbol.In(SourceText.CodeOnly(code)).Any()).ShouldBeEmpty();

    [Fact]
    public void Repository_Text_HasNoLeftOverNotes() => Violations.ShouldBeNone("left-over",
        from file in Repository.Files
        where !file.Path.EndsWith(".csv", StringComparison.Ordinal)
        from Match match in Regex.Matches(file.Text, LeftOver)
        select new Violation("left-over", file.Path, file.At(match.Index),
            $"{match.Value}: do it now, or write it where work is planned."));

    [Theory]
    [InlineData("Rules")]
    [InlineData("Ledger")]
    [InlineData("Grains")]
    [InlineData("Api")]
    [InlineData("Silo")]
    [InlineData("Embedded.Orleans")]
    [InlineData("Embedded.Grpc")]
    public void Assembly_Calls_NeverBlockOnATask(string layer)
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"Compensation.{layer}.dll")));
        var metadata = image.GetMetadataReader();
        var blocking = metadata.MemberReferences
            .Select(handle => metadata.GetMemberReference(handle))
            .Where(member => metadata.GetString(member.Name) is "get_Result" or "Wait" or "WaitAll" or "WaitAny")
            .Select(member => DeclaringType(metadata, member.Parent))
            .Where(type => type is "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1");

        blocking.ShouldBeEmpty($"Compensation.{layer}.dll reads Task.Result or calls Task.Wait: await the task.");
    }

    /// <summary>System.Environment is looked for in the sources instead: the compiler itself puts it into every iterator.</summary>
    [Fact]
    public void Rules_Assembly_UsesNoTypeOfIOOrTheMachine()
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Compensation.Rules.dll")));
        var metadata = image.GetMetadataReader();
        var impure = metadata.TypeReferences.Select(handle => metadata.GetTypeReference(handle))
            .Select(type => (Space: metadata.GetString(type.Namespace), Name: metadata.GetString(type.Name)))
            .Where(type => (type.Space.StartsWith("System.IO", StringComparison.Ordinal)
                    && !PureTypesOfSystemIO.Contains(type.Name))
                || type.Space.StartsWith("System.Net", StringComparison.Ordinal)
                || type is ("System", "Console" or "Random") or ("NodaTime", "SystemClock"));

        impure.ShouldBeEmpty("Compensation.Rules.dll uses these types: Rules is pure, move the code to Ledger or Silo.");
    }

    /// <summary>The full name of the type that a member belongs to; for a generic instance, that of its definition.</summary>
    private static string DeclaringType(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            {
                return "";
            }

            signature.ReadByte();
            parent = signature.ReadTypeHandle();
        }

        if (parent.Kind != HandleKind.TypeReference)
        {
            return "";
        }

        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
