// The words of the Core Business Vocabulary 2.0, and of sensors in the GS1 Web Vocabulary. Each has up to four spellings: the bare word
// of JSON-LD, an address, its short form (`cbv:BizStep-shipping`), and the URN of version 1. Here it is the bare word. Pure.

interface Vocabulary {
  /** In an address of CBV, before the word; null: words of the Web Vocabulary, with nothing before them. */
  readonly front: string | null;
  /** In a URN. */
  readonly urn: string | null;
  readonly words: ReadonlySet<string>;
}

const list = (words: string): ReadonlySet<string> => new Set(words.split(' '));

export const vocabularies = {
  bizStep: {
    front: 'BizStep-',
    urn: 'urn:epcglobal:cbv:bizstep:',
    words: list(
      'accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking void_shipping',
    ),
  },
  disposition: {
    front: 'Disp-',
    urn: 'urn:epcglobal:cbv:disp:',
    words: list(
      'active available completeness_inferred completeness_verified conformant container_closed container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown',
    ),
  },
  bizTransaction: {
    front: 'BTT-',
    urn: 'urn:epcglobal:cbv:btt:',
    words: list('bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt'),
  },
  sourceDestination: {
    front: 'SDT-',
    urn: 'urn:epcglobal:cbv:sdt:',
    words: list('location owning_party possessing_party'),
  },
  error: {
    front: 'ER-',
    urn: 'urn:epcglobal:cbv:er:',
    words: list('did_not_occur incorrect_data'),
  },
  component: {
    front: 'Comp-',
    urn: 'urn:epcglobal:cbv:comp:',
    words: list(
      'altitude axial_distance azimuth easting elevation_angle height latitude longitude northing polar_angle spherical_radius x y z',
    ),
  },
  measurement: {
    front: null,
    urn: null,
    words: list(
      'AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber',
    ),
  },
  alert: { front: null, urn: null, words: list('ALARM_CONDITION ERROR_CONDITION') },
} as const satisfies Readonly<Record<string, Vocabulary>>;

export type VocabularyName = keyof typeof vocabularies;

const cbv = 'https://ref.gs1.org/cbv/';
const voc = 'https://gs1.org/voc/';
const cbvAddresses = /^(?:https?:\/\/(?:ref|ns)\.gs1\.org\/cbv\/|cbv:)/;
const vocAddresses = /^(?:https?:\/\/(?:www\.|ref\.)?gs1\.org\/voc\/|gs1:)/;

/** The bare word, another's address as it is, or null: a word that the vocabulary does not have. */
export function wordOf(name: VocabularyName, text: string): string | null {
  const { front, urn, words } = vocabularies[name] as Vocabulary;
  const own = ownPart(text, front, urn);
  if (own !== null) return words.has(own) ? own : null;
  return isUri(text) ? text : null;
}

/** Null: it is not of this vocabulary. */
function ownPart(text: string, front: string | null, urn: string | null): string | null {
  if (!text.includes(':')) return text;
  if (urn !== null && text.startsWith(urn)) return text.slice(urn.length);
  const addresses = front === null ? vocAddresses : cbvAddresses;
  const local = addresses.test(text) ? text.replace(addresses, '') : null;
  return local === null ? null : local.startsWith(front ?? '') ? local.slice((front ?? '').length) : local;
}

/** As the event hash has it. */
export function addressOf(name: VocabularyName, word: string): string {
  if (word.includes(':')) return word;
  const { front } = vocabularies[name] as Vocabulary;
  return front === null ? `${voc}${word}` : `${cbv}${front}${word}`;
}

/** Of RFC 3986 what all URIs have: a scheme, and no space. */
export function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(text);
}
