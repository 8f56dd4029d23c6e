namespace Compensation.Oracle.Tests.Model;

/// <summary>A bonus that fills boards.</summary>
internal sealed record BoardModel(string Name, Formula Enters, TableModel Pays) : BonusModel(Name)
{
    public int Width { get; init; } = 2;

    public int Height { get; init; } = 2;

    public bool ReEnters { get; init; }
}

/// <summary>A leadership bonus that every leader guarantees to the next one up.</summary>
internal sealed record GuaranteeModel(string Name, Formula Of, Formula Leaders) : BonusModel(Name)
{
    public required string Rate { get; init; }

    public required Formula Guaranteed { get; init; }

    public string Tree { get; init; } = "enrolment";
}
