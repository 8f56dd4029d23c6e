using System.Reflection;
using System.Xml.Linq;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans.Reference;

/// <summary>The XML documentation of the plan language's classes, as Markdown.</summary>
internal sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> members;

    /// <summary>Reads the text of the file that the compiler writes next to the assembly.</summary>
    public XmlDocs(string xml) =>
        members = XDocument.Parse(xml).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>What a class of the language stands for.</summary>
    public string Summary(Type type) => Part("T:" + type.FullName, "summary");

    /// <summary>What else is to know of it; empty if there is nothing.</summary>
    public string Remarks(Type type) => Part("T:" + type.FullName, "remarks");

    /// <summary>What a key stands for.</summary>
    public string Summary(PropertyInfo property) => Part($"P:{property.DeclaringType!.FullName}.{property.Name}", "summary");

    /// <summary>What a word stands for.</summary>
    public string Summary(FieldInfo word) => Part($"F:{word.DeclaringType!.FullName}.{word.Name}", "summary");

    private string Part(string member, string part) =>
        members.GetValueOrDefault(member)?.Element(part) is { } element ? OneLine(Markdown(element)) : "";

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" or "code" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "em" or "i" } emphasis => $"*{Inner(emphasis)}*",
        XElement { Name.LocalName: "see" or "seealso" or "paramref" } reference => Reference(reference),
        XElement element => Inner(element),
        _ => "",
    };

    private static string Inner(XElement element) => string.Concat(element.Nodes().Select(Markdown));

    /// <summary>A reference by the word that a plan writes for it.</summary>
    private static string Reference(XElement reference)
    {
        if (reference.Attribute("cref")?.Value is not { } target)
            return $"`{reference.Attribute("langword")?.Value ?? reference.Attribute("name")?.Value ?? Inner(reference)}`";
        var (owner, name) = (target[2..target.LastIndexOf('.')], target[(target.LastIndexOf('.') + 1)..]);
        var member = typeof(Document).Assembly.GetType(owner)?.GetMember(name).FirstOrDefault();
        var word = member?.GetCustomAttribute<KeyAttribute>()?.Name ?? member?.GetCustomAttribute<WordAttribute>()?.Text;
        return $"`{word ?? name}`";
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
