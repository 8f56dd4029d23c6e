using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Compensation.House.Tests;

/// <summary>Names are the field's, files are found by them, and every public type says what it is.</summary>
public sealed partial class NamingTests
{
    private static readonly string[] Projects = ["Rules", "Ledger", "Grains", "Api", "Silo"];

    [Fact]
    public void Types_Names_SayWhatTheyAre() =>
        Projects.SelectMany(project => Assembly.Load("Compensation." + project).GetTypes())
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), false) && !type.IsDefined(typeof(GeneratedCodeAttribute), false))
            .Where(type => EmptyName().IsMatch(type.Name))
            .Select(type => $"{type.FullName}: name it by what it does in the field, not Manager, Helper, Util or Service.")
            .ShouldBeEmpty();

    [Theory]
    [InlineData("PlanManager", true)]
    [InlineData("TreeHelpers", true)]
    [InlineData("DateUtil", true)]
    [InlineData("Service`1", true)]
    [InlineData("OrderService", false)]
    [InlineData("Utilisation", false)]
    public void EmptyName_FindsEmptyNamesOnly(string name, bool empty) => EmptyName().IsMatch(name).ShouldBe(empty);

    [Fact]
    public void Sources_PublicTypes_StandInAFileOfTheirName() => Violations.ShouldBeNone("file-name",
        from file in Repository.Sources("src")
        let types = SourceOutline.PublicTypes(file.Code).ToList()
        where types.Count > 0 && !IsNamedAfter(Path.GetFileName(file.Path).Split('.')[0], [.. types.Select(type => type.Name)])
        select new Violation("file-name", file.Path, file.At(types[0].Offset),
            $"rename the file to {types[0].Name}.cs, or to a plural that names the group of {types.Count}."));

    [Theory]
    [InlineData("Plan", "Plan", true)]
    [InlineData("BonusDocument", "BonusDocument,CapPer", true)]
    [InlineData("Definitions", "VolumeDefinition,RecordedTree", true)]
    [InlineData("CapsAndPayoutDocuments", "CapDocument,PayoutDocument", true)]
    [InlineData("Close", "PeriodClose", false)]
    [InlineData("Things", "Plan,Rank", false)]
    public void IsNamedAfter_TypeOrPlural_Only(string file, string types, bool named) =>
        IsNamedAfter(file, types.Split(',')).ShouldBe(named);

    [Theory]
    [InlineData("Rules")]
    [InlineData("Ledger")]
    [InlineData("Grains")]
    [InlineData("Api")]
    public void PublicTypes_Documentation_HasASummary(string project)
    {
        var assembly = Assembly.Load("Compensation." + project);
        var summaries = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet();

        assembly.GetExportedTypes()
            // What the Razor compiler makes of a page; its source says what it is in a comment of its own.
            .Where(type => type.Name != "_Imports" && !type.GetInterfaces().Any(of => of.Name == "IComponent"))
            .Where(type => !summaries.Contains("T:" + type.FullName!.Replace('+', '.')))
            .Select(type => $"{type.FullName}: write a summary that says what it represents, in the field's own word.")
            .ShouldBeEmpty();
    }

    /// <summary>A file holds the type of its name, or a group named by the plural of its types' last word.</summary>
    private static bool IsNamedAfter(string file, string[] types)
    {
        var singular = LastWord().Match(file.TrimEnd('s')).Value;
        return types.Contains(file)
            || (types.Length > 1 && file.EndsWith('s') && types.Any(type => type.EndsWith(singular, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"(Manager|Helper|Util|Utility)(s|ies)?(`\d+)?$|^I?Service(`\d+)?$|Utilities$")]
    private static partial Regex EmptyName();

    [GeneratedRegex("[A-Z][a-z]*$")]
    private static partial Regex LastWord();
}
