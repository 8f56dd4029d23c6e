using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Compensation.Api.Tests.Finance;

/// <summary>The rules of pain.001.001.09 for the elements that we write, transcribed from the message definition: which elements, in which order, how often,
/// of which type; and that the sums are those of the transfers.</summary>
internal static class Pain001Rules
{
    private const string Text35 = "^.{1,35}$";
    private const string Text140 = "^.{1,140}$";
    private const string Number = "^[0-9]{1,15}$";
    private const string Sum = @"^[0-9]{1,13}(\.[0-9]{1,5})?$";

    private static readonly XNamespace Schema = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    /// <summary>The children of each element in their order, as name, fewest and most.</summary>
    private static readonly Dictionary<string, (string Name, int Least, int Most)[]> Children = new()
    {
        ["Document"] = [("CstmrCdtTrfInitn", 1, 1)],
        ["CstmrCdtTrfInitn"] = [("GrpHdr", 1, 1), ("PmtInf", 1, int.MaxValue)],
        ["GrpHdr"] = [("MsgId", 1, 1), ("CreDtTm", 1, 1), ("NbOfTxs", 1, 1), ("CtrlSum", 0, 1), ("InitgPty", 1, 1)],
        ["InitgPty"] = [("Nm", 0, 1)],
        ["PmtInf"] =
        [
            ("PmtInfId", 1, 1), ("PmtMtd", 1, 1), ("BtchBookg", 0, 1), ("NbOfTxs", 0, 1), ("CtrlSum", 0, 1), ("PmtTpInf", 0, 1), ("ReqdExctnDt", 1, 1),
            ("Dbtr", 1, 1), ("DbtrAcct", 1, 1), ("DbtrAgt", 1, 1), ("ChrgBr", 0, 1), ("CdtTrfTxInf", 1, int.MaxValue),
        ],
        ["PmtTpInf"] = [("SvcLvl", 0, int.MaxValue)],
        ["SvcLvl"] = [("Cd", 1, 1)],
        ["ReqdExctnDt"] = [("Dt", 1, 1)],
        ["Dbtr"] = [("Nm", 0, 1)],
        ["DbtrAcct"] = [("Id", 1, 1)],
        ["DbtrAgt"] = [("FinInstnId", 1, 1)],
        ["CdtTrfTxInf"] = [("PmtId", 1, 1), ("Amt", 1, 1), ("CdtrAgt", 0, 1), ("Cdtr", 0, 1), ("CdtrAcct", 0, 1), ("RmtInf", 0, 1)],
        ["PmtId"] = [("InstrId", 0, 1), ("EndToEndId", 1, 1)],
        ["Amt"] = [("InstdAmt", 1, 1)],
        ["CdtrAgt"] = [("FinInstnId", 1, 1)],
        ["Cdtr"] = [("Nm", 0, 1)],
        ["CdtrAcct"] = [("Id", 1, 1)],
        ["RmtInf"] = [("Ustrd", 0, int.MaxValue)],
        ["Othr"] = [("Id", 1, 1)],
    };

    private static readonly Dictionary<string, string> Types = new()
    {
        ["MsgId"] = Text35,
        ["CreDtTm"] = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
        ["NbOfTxs"] = Number,
        ["CtrlSum"] = Sum,
        ["Nm"] = Text140,
        ["PmtInfId"] = Text35,
        ["PmtMtd"] = "^(CHK|TRF|TRA)$",
        ["Cd"] = "^.{1,4}$",
        ["Dt"] = @"^\d{4}-\d\d-\d\d$",
        ["IBAN"] = "^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$",
        ["BICFI"] = "^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$",
        ["ChrgBr"] = "^(DEBT|CRED|SHAR|SLEV)$",
        ["EndToEndId"] = Text35,
        ["InstdAmt"] = Sum,
        ["Ustrd"] = Text140,
        ["Id"] = Text35,
    };

    /// <summary>What breaks a rule; nothing for a good file.</summary>
    public static IReadOnlyList<string> Broken(XDocument document)
    {
        var broken = new List<string>();
        Look(document.Root!, broken);
        foreach (var head in document.Descendants(Schema + "NbOfTxs").Select(element => element.Parent!))
        {
            var transfers = (head.Name.LocalName == "GrpHdr" ? head.Parent! : head).Descendants(Schema + "InstdAmt").ToList();
            Expect(head, "NbOfTxs", transfers.Count.ToString(CultureInfo.InvariantCulture), broken);
            Expect(head, "CtrlSum", transfers.Sum(amount => Value(amount.Value)).ToString(CultureInfo.InvariantCulture), broken);
        }

        return broken;
    }

    private static void Look(XElement element, List<string> broken)
    {
        var name = element.Name.LocalName;
        if (element.Name.Namespace != Schema)
        {
            broken.Add($"{name} is of another namespace.");
        }

        // An account's Id is a choice, the other Id a text; a bank is known by its BIC or otherwise.
        var choice = name switch { "Id" when element.HasElements => "IBAN|Othr", "FinInstnId" => "BICFI|Othr", _ => null };
        if (choice is not null)
        {
            if (element.Elements().Count() != 1 || !choice.Split('|').Contains(element.Elements().First().Name.LocalName))
            {
                broken.Add($"{name} is not one of {choice}.");
            }
        }
        else if (Children.TryGetValue(name, out var children))
        {
            LookAtOrder(element, children, broken);
        }
        else if (!Types.TryGetValue(name, out var type) || !Regex.IsMatch(element.Value, type))
        {
            broken.Add($"{name} is '{element.Value}'.");
        }

        foreach (var child in element.Elements())
        {
            Look(child, broken);
        }
    }

    private static void LookAtOrder(XElement element, (string Name, int Least, int Most)[] children, List<string> broken)
    {
        var names = element.Elements().Select(child => child.Name.LocalName).ToList();
        var sorted = names.OrderBy(name => Array.FindIndex(children, child => child.Name == name)).ToList();
        if (names.Any(name => children.All(child => child.Name != name)) || !names.SequenceEqual(sorted))
        {
            broken.Add($"{element.Name.LocalName} has {string.Join(' ', names)}.");
        }

        broken.AddRange(children.Where(child => names.Count(name => name == child.Name) is var count && (count < child.Least || count > child.Most))
            .Select(child => $"{element.Name.LocalName} has not {child.Least} to {child.Most} times {child.Name}."));
    }

    private static void Expect(XElement head, string name, string expected, List<string> broken)
    {
        if (Value(head.Element(Schema + name)!.Value) != Value(expected))
        {
            broken.Add($"{head.Name.LocalName}: {name} is {head.Element(Schema + name)!.Value} instead of {expected}.");
        }
    }

    private static decimal Value(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
